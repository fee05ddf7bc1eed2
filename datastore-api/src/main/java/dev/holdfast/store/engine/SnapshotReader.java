package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.GetRequest.Content;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads what a transaction sees: the state at its snapshot under its own writes. */
final class SnapshotReader {

  private final StoreEngine engine;
  private final Limits limits;
  private final OpenTransaction transaction;

  SnapshotReader(StoreEngine engine, OpenTransaction transaction) {
    this.engine = engine;
    this.limits = engine.info().limits();
    this.transaction = transaction;
  }

  /** Reads one page. */
  CompletableFuture<Page> page(KeyInterval interval, int limit, Content content) {
    Scan scan = new Scan(interval, limit, content, Optional.of(transaction.snapshot()));
    if (transaction.writes().keysIn(interval).isEmpty()) {
      return engine.read(scan);
    }
    Merge merge = new Merge(scan);
    return Futures.untilPresent(() -> Futures.map(engine.read(merge.rest()), merge::add));
  }

  /** Counts an interval. */
  CompletableFuture<Long> count(KeyInterval interval) {
    Iterator<Bytes> own = transaction.writes().keysIn(interval).iterator();
    return engine
        .count(interval, Optional.of(transaction.snapshot()))
        .thenApply(CountResult::count)
        .thenCompose(atSnapshot -> adjust(own, atSnapshot));
  }

  /** Moves a count at the snapshot by what the transaction's own writes add and take away. */
  private CompletableFuture<Long> adjust(Iterator<Bytes> own, long atSnapshot) {
    long[] count = {atSnapshot};
    return Futures.untilPresent(
        () -> {
          if (!own.hasNext()) {
            return CompletableFuture.completedFuture(Optional.of(count[0]));
          }
          Bytes key = own.next();
          return Futures.map(
              existedAtSnapshot(key),
              existed -> {
                count[0] += (transaction.writes().isPut(key) ? 1 : 0) - (existed ? 1 : 0);
                return Optional.empty();
              });
        });
  }

  /** Returns the keys that are there, at most one more than a delete may remove. */
  CompletableFuture<List<Bytes>> present(KeyInterval interval) {
    List<Bytes> keys = new ArrayList<>();
    int limit = limits.maxDeleteKeys() + 1;
    KeyInterval[] rest = {interval};
    return Futures.untilPresent(
        () ->
            Futures.map(
                page(
                    rest[0],
                    Math.min(limit - keys.size(), limits.maxPageEntries()),
                    Content.KEYS_ONLY),
                page -> {
                  page.entries().forEach(entry -> keys.add(entry.key()));
                  if (page.next().isEmpty() || keys.size() >= limit) {
                    return Optional.of(keys);
                  }
                  rest[0] = rest[0].startingAt(page.next().get());
                  return Optional.empty();
                }));
  }

  private CompletableFuture<Boolean> existedAtSnapshot(Bytes key) {
    Scan scan =
        new Scan(KeyInterval.of(key), 1, Content.KEYS_ONLY, Optional.of(transaction.snapshot()));
    return Futures.map(engine.read(scan), page -> !page.entries().isEmpty());
  }

  /** Lays own writes over pages of the snapshot until a page is full or the interval ends. */
  private final class Merge {

    private final Scan scan;
    private final Page.Builder page;
    private KeyInterval rest;

    Merge(Scan scan) {
      this.scan = scan;
      this.page = new Page.Builder(scan.limit(), limits);
      this.rest = scan.interval();
    }

    Scan rest() {
      return scan.of(rest, Math.max(1, page.room()));
    }

    Optional<Page> add(Page part) {
      KeyInterval covered =
          part.next().map(next -> new KeyInterval(rest.from(), Optional.of(next))).orElse(rest);
      for (KeyValue entry : transaction.writes().overlay(covered, part.entries())) {
        if (!page.add(scan.content() == Content.KEYS_ONLY ? entry.withoutValue() : entry)) {
          return Optional.of(page.at(transaction.snapshot()));
        }
      }
      if (part.next().isEmpty()) {
        return Optional.of(page.at(transaction.snapshot()));
      }
      rest = rest.startingAt(part.next().get());
      return Optional.empty();
    }
  }
}
