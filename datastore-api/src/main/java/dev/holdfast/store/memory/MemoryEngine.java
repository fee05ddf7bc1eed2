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

/**
 * An engine that keeps its entries in a persistent map.
 *
 * <p>A commit is judged and applied under one lock; a read looks at the map of its revision and
 * needs none.
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
    return CompletableFuture.completedFuture(history.head().header());
  }

  @Override
  public CompletableFuture<Page> read(Scan scan) {
    return Futures.call(() -> CompletableFuture.completedFuture(page(scan)));
  }

  private Page page(Scan scan) {
    Moment moment = at(scan.asOf());
    Page.Builder page = new Page.Builder(scan.limit(), info.limits());
    boolean keysOnly = scan.content() == Content.KEYS_ONLY;
    moment
        .entries()
        .visit(scan.interval(), entry -> page.add(keysOnly ? entry.withoutValue() : entry));
    return page.at(moment.header());
  }

  @Override
  public CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
    return Futures.call(
        () -> {
          Moment moment = at(asOf);
          return CompletableFuture.completedFuture(
              new CountResult(moment.header(), moment.entries().count(interval)));
        });
  }

  private Moment at(Optional<Header> snapshot) {
    return snapshot.map(header -> history.at(header.revision())).orElseGet(history::head);
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
    Moment head = history.head();
    Header next = new Header(head.header().revision() + 1, head.header().historyId());
    CommitPlan plan = CommitPlan.of(attempt, new Head(head), next.revision(), info.limits());
    if (plan.events().isEmpty()) {
      return Outcome.unchanged(head.header());
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

    private final Moment moment;

    Head(Moment moment) {
      this.moment = moment;
    }

    @Override
    public Header header() {
      return moment.header();
    }

    @Override
    public Optional<KeyValue> get(Bytes key) {
      return moment.entries().get(key);
    }

    @Override
    public List<KeyValue> scan(KeyInterval interval, int limit) {
      List<KeyValue> entries = new ArrayList<>();
      moment
          .entries()
          .visit(
              interval,
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
