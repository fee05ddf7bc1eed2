package dev.holdfast.store.memory;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.GetRequest.Content;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.CommitPlan;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.HeadState;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.Scan;
import dev.holdfast.store.engine.StoreEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * An engine that keeps each key's entries in memory, with those of the revisions before.
 *
 * <p>A commit is judged and applied under one lock; a read needs none.
 */
final class MemoryEngine implements StoreEngine {

  private final StoreInfo info;
  private final History history;
  private final Outcomes outcomes;

  MemoryEngine(StoreInfo info, int revisionsKept, String historyId) {
    this.info = info;
    this.history = new History(info.limits().historyRetention(), revisionsKept, historyId);
    this.outcomes = new Outcomes(info.limits().outcomeRetention());
  }

  @Override
  public StoreInfo info() {
    return info;
  }

  @Override
  public CompletableFuture<Header> current() {
    return CompletableFuture.completedFuture(history.head());
  }

  @Override
  public CompletableFuture<Page> read(Scan scan) {
    return Futures.call(() -> CompletableFuture.completedFuture(page(scan)));
  }

  private Page page(Scan scan) {
    if (scan.asOf().isPresent()) {
      return history.at(scan.asOf().get().revision(), header -> page(scan, header));
    }
    return scan.interval().isOneKey()
        ? history.glance(header -> page(scan, header))
        : history.latest(header -> page(scan, header));
  }

  private Page page(Scan scan, Header at) {
    Page.Builder page = new Page.Builder(scan.limit(), info.limits());
    boolean keysOnly = scan.content() == Content.KEYS_ONLY;
    history
        .entries()
        .visit(
            scan.interval(),
            at.revision(),
            entry -> page.add(keysOnly ? entry.withoutValue() : entry));
    return page.at(at);
  }

  @Override
  public CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
    Function<Header, CountResult> counted =
        header -> new CountResult(header, history.entries().count(interval, header.revision()));
    return Futures.call(
        () ->
            CompletableFuture.completedFuture(
                asOf.isPresent()
                    ? history.at(asOf.get().revision(), counted)
                    : history.latest(counted)));
  }

  @Override
  public CompletableFuture<Outcome> commit(Attempt attempt) {
    return Futures.call(() -> CompletableFuture.completedFuture(apply(attempt)));
  }

  private synchronized Outcome apply(Attempt attempt) {
    Optional<Outcome> before = attempt.operation().flatMap(outcomes::find);
    if (before.isPresent()) {
      return before.get();
    }
    Header head = history.head();
    Header next = new Header(head.revision() + 1, head.historyId());
    CommitPlan plan = CommitPlan.of(attempt, new Head(head), next.revision(), info.limits());
    if (plan.events().isEmpty()) {
      return Outcome.unchanged(head);
    }
    Outcome outcome = Outcome.wrote(next, plan.deleted());
    attempt.operation().ifPresent(operation -> outcomes.keep(operation, outcome));
    history.append(next, plan.events());
    return outcome;
  }

  @Override
  public synchronized CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
    return CompletableFuture.completedFuture(outcomes.findOrFence(txn));
  }

  @Override
  public ChangeLog changes() {
    return history;
  }

  @Override
  public Hold hold(Header snapshot) {
    return history.hold(snapshot.revision());
  }

  @Override
  public void close() {
    history.close();
  }

  /** The latest state, as a commit is judged by it. */
  private final class Head implements HeadState {

    private final Header header;

    Head(Header header) {
      this.header = header;
    }

    @Override
    public Header header() {
      return header;
    }

    @Override
    public Optional<KeyValue> get(Bytes key) {
      return history.entries().get(key, header.revision());
    }

    @Override
    public List<KeyValue> scan(KeyInterval interval, int limit) {
      List<KeyValue> entries = new ArrayList<>();
      history
          .entries()
          .visit(
              interval,
              header.revision(),
              entry -> {
                entries.add(entry);
                return entries.size() < limit;
              });
      return entries;
    }

    @Override
    public boolean touchedSince(KeyInterval interval, long revision) {
      return history.touchedSince(interval, revision);
    }

    @Override
    public boolean remembers(long revision) {
      return history.reachesBackTo(revision);
    }
  }
}
