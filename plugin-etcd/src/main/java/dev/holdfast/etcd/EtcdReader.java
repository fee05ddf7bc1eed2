package dev.holdfast.etcd;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest.Content;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.Scan;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads pages and counts, of the latest state or as of a snapshot.
 *
 * <p>etcd bounds an answer by keys and not by bytes, so a page is read by windows of keys. The
 * first tells the revision that the page is of; the others are read as of that revision.
 */
final class EtcdReader {

  private static final int FIRST_WINDOW = 16;
  private static final int WIDEST_WINDOW = 1_024;
  private static final int SMALL_WINDOW_BYTES = 128 << 10;

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final Limits limits;

  EtcdReader(EtcdClient client, EtcdKeys keys, EtcdHistory history, Limits limits) {
    this.client = client;
    this.keys = keys;
    this.history = history;
    this.limits = limits;
  }

  /** Returns the latest revision. */
  CompletableFuture<Header> current() {
    RangeRequest request =
        RangeRequest.newBuilder().setKey(keys.history()).setCountOnly(true).build();
    return read(client.range(request).thenApply(answer -> history.header(answer.getHeader())));
  }

  /** Counts an interval. */
  CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
    RangeRequest request =
        request(keys.entries(interval), asOf.map(Header::revision).orElse(0L))
            .setCountOnly(true)
            .build();
    return read(
        Futures.call(() -> checked(asOf))
            .thenCompose(known -> client.range(request))
            .thenApply(
                answer ->
                    new CountResult(
                        asOf.orElseGet(() -> history.header(answer.getHeader())),
                        answer.getCount())));
  }

  /** Reads one page. */
  CompletableFuture<Page> page(Scan scan) {
    PageRead read = new PageRead(scan);
    return Futures.compose(
        checked(scan.asOf()), known -> read(Futures.untilPresent(read::nextWindow)));
  }

  /** Refuses a snapshot of another history. */
  private CompletableFuture<Optional<Header>> checked(Optional<Header> asOf) {
    if (asOf.isPresent() && !asOf.get().historyId().equals(history.name().id())) {
      return CompletableFuture.failedFuture(
          Refusals.historyChanged(history.header(history.seen())));
    }
    return CompletableFuture.completedFuture(asOf);
  }

  private static <T> CompletableFuture<T> read(CompletableFuture<T> source) {
    return source.exceptionallyCompose(
        failure -> CompletableFuture.failedFuture(EtcdErrors.ofRead(failure)));
  }

  static RangeRequest.Builder request(EtcdKeys.Span span, long revision) {
    return RangeRequest.newBuilder()
        .setKey(span.from())
        .setRangeEnd(span.until())
        .setRevision(revision);
  }

  /** One page while it is read. */
  private final class PageRead {

    private final Scan scan;
    private final Page.Builder page;
    private Optional<Header> header;
    private KeyInterval rest;
    private int width = FIRST_WINDOW;

    PageRead(Scan scan) {
      this.scan = scan;
      this.page = new Page.Builder(scan.limit(), limits);
      this.header = scan.asOf();
      this.rest = scan.interval();
    }

    /** Reads on, and returns the page when it is full or the interval has ended. */
    CompletableFuture<Optional<Page>> nextWindow() {
      // One more than there is room for tells what follows a page that is just full.
      int rows = Math.min(width, page.room()) + 1;
      CompletableFuture<Window> window =
          scan.content() == Content.KEYS_ONLY ? keysOnly(rows) : entries(rows);
      return Branch.after(
          window, read -> CompletableFuture.completedFuture(add(read)), this::goOnAfter);
    }

    private CompletableFuture<Optional<Page>> goOnAfter(Throwable failure) {
      if (EtcdErrors.isAnswerTooLarge(failure) && width > 1) {
        width /= 2;
        return CompletableFuture.completedFuture(Optional.empty());
      }
      StoreException sorted = EtcdErrors.ofRead(failure);
      boolean begun = scan.asOf().isEmpty() && header.isPresent();
      if (begun && sorted.reason() == ErrorReason.COMPACTED) {
        // The page ends with what is read: it is of a revision that only its rest needs.
        Page read = page.at(header.get());
        return CompletableFuture.completedFuture(
            Optional.of(new Page(read.header(), read.entries(), Optional.of(rest.from()))));
      }
      return CompletableFuture.failedFuture(sorted);
    }

    private Optional<Page> add(Window window) {
      header = header.or(() -> Optional.of(history.header(window.answer().getHeader())));
      RangeResponse answer = window.answer();
      int last = answer.getKvsCount() - 1;
      for (int i = 0; i <= last; i++) {
        Bytes key = keys.keyOfEntry(answer.getKvs(i).getKey());
        if (i == last && answer.getMore()) {
          rest = rest.startingAt(key); // read again, with what follows it
          break;
        }
        if (!page.add(entryOf(window, key, answer.getKvs(i)))) {
          return Optional.of(page.at(header.get()));
        }
      }
      if (!answer.getMore()) {
        return Optional.of(page.at(header.get()));
      }
      if (page.room() == 0) {
        Page read = page.at(header.get());
        return Optional.of(new Page(read.header(), read.entries(), Optional.of(rest.from())));
      }
      if (answer.getSerializedSize() < SMALL_WINDOW_BYTES) {
        width = Math.min(WIDEST_WINDOW, width * 4);
      }
      return Optional.empty();
    }

    private CompletableFuture<Window> entries(int rows) {
      return client.range(range(rows).build()).thenApply(answer -> new Window(answer, Map.of()));
    }

    /** Reads keys, and the lives that their entries' values would tell of. */
    private CompletableFuture<Window> keysOnly(int rows) {
      TxnRequest request =
          TxnRequest.newBuilder()
              .addSuccess(
                  RequestOp.newBuilder().setRequestRange(range(rows).setKeysOnly(true).build()))
              .addSuccess(
                  RequestOp.newBuilder().setRequestRange(request(keys.lives(rest), revision())))
              .build();
      return client
          .txn(request)
          .thenApply(
              answer -> {
                Map<Bytes, Life> lives = new HashMap<>();
                for (var record : answer.getResponses(1).getResponseRange().getKvsList()) {
                  lives.put(keys.keyOfLife(record.getKey()), Life.of(record));
                }
                RangeResponse found =
                    answer.getResponses(0).getResponseRange().toBuilder()
                        .setHeader(answer.getHeader())
                        .build();
                return new Window(found, lives);
              });
    }

    private RangeRequest.Builder range(int rows) {
      return request(keys.entries(rest), revision()).setLimit(rows);
    }

    private long revision() {
      return header.map(Header::revision).orElse(0L);
    }

    /** What a range holds, and the lives of its keys where their values were not read. */
    private record Window(RangeResponse answer, Map<Bytes, Life> lives) {}

    private KeyValue entryOf(Window window, Bytes key, io.etcd.jetcd.api.KeyValue stored) {
      return scan.content() == Content.KEYS_ONLY
          ? StoredEntry.withoutValue(key, stored, Optional.ofNullable(window.lives().get(key)))
          : StoredEntry.read(key, stored);
    }
  }
}
