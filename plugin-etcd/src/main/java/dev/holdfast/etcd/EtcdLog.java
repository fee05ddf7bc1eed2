package dev.holdfast.etcd;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.RevisionSignal;
import dev.holdfast.store.engine.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The revisions in their order: the latest from memory, where the process's one watch puts them,
 * earlier ones from etcd.
 *
 * <p>The watch is opened when somebody asks for the log: it costs the cluster about as much as the
 * commits that it tells of, and who only writes need not pay for it.
 */
final class EtcdLog implements ChangeLog, AutoCloseable {

  private static final long ASKED_RECENTLY_NANOS = Duration.ofSeconds(5).toNanos();

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final RecentChanges recent;
  private final ExecutorService notifier =
      Executors.newSingleThreadExecutor(Threads.named("holdfast-etcd-watch"));
  private volatile RevisionSignal signal;
  private volatile long compactRevision;
  private volatile long askedNanos = System.nanoTime() - 2 * ASKED_RECENTLY_NANOS;
  private volatile boolean begun;
  private CompletableFuture<Void> beginning = CompletableFuture.completedFuture(null);
  private Runnable opening = () -> {};

  EtcdLog(EtcdClient client, EtcdKeys keys, EtcdHistory history, long position) {
    this.client = client;
    this.keys = keys;
    this.history = history;
    this.recent = new RecentChanges(position);
    this.signal = new RevisionSignal(position, notifier);
  }

  /** Has the watch opened once somebody reads; said before anybody can. */
  void whenBegun(Runnable open) {
    opening = open;
  }

  /** Returns whether somebody has read, so that there is a watch that feeds the log. */
  boolean isBegun() {
    return begun;
  }

  /**
   * Returns the revision up to which everything is known: all that was seen, while nobody reads.
   */
  long position() {
    return begun ? recent.position() : history.seen();
  }

  /** Returns the last commit that is held, by which a new stream shows that it goes on. */
  Optional<Commit> last() {
    return recent.last();
  }

  /** Returns whether somebody reads. */
  boolean isRead() {
    return begun && System.nanoTime() - askedNanos < ASKED_RECENTLY_NANOS;
  }

  /** Adds what the watch told. */
  synchronized void append(List<Commit> commits, long through) {
    recent.append(commits, through);
    signal.advance(recent.position());
  }

  /** Notes that history up to a revision is gone. */
  synchronized void compacted(long revision) {
    if (revision > compactRevision) {
      compactRevision = revision;
      recent.dropThrough(revision);
    }
  }

  /** Goes on after a revision up to which history is gone, and was not told. */
  synchronized void skipTo(long revision) {
    compactRevision = Math.max(compactRevision, revision);
    recent.restart(revision);
    signal.advance(revision);
  }

  /** Ends every watch, since revisions do not mean any more what they meant. */
  synchronized void changeHistory(long revision) {
    RevisionSignal ended = signal;
    recent.restart(revision);
    compactRevision = 0;
    signal = new RevisionSignal(revision, notifier);
    ended.end(Refusals.historyChanged(history.header(revision)));
  }

  /** Ends every watch, and every one to come. */
  void end(StoreException failure) {
    signal.end(failure);
  }

  /** Has the log begin, since somebody is going to read it. */
  void prepare() {
    var unused = begin(); // where it fails, who reads is told
  }

  /**
   * Makes the log begin at a commit that is put for it, if it has not begun; what is returned may
   * be cancelled without an effect on others.
   */
  private synchronized CompletableFuture<Void> begin() {
    if (!begun && beginning.isDone()) {
      EtcdHistory.Name name = history.name();
      beginning =
          client
              .txn(HistoryKeeper.progress(keys))
              .thenAccept(answer -> beginAfter(answer.getHeader().getRevision(), name))
              .exceptionallyCompose(
                  failure -> CompletableFuture.failedFuture(EtcdErrors.ofRead(failure)));
    }
    return beginning.copy();
  }

  private void beginAfter(long revision, EtcdHistory.Name name) {
    synchronized (this) {
      if (!name.equals(history.name())) {
        throw Refusals.historyChanged(history.header(history.seen()));
      }
      recent.restart(revision);
      signal.advance(revision);
      begun = true;
    }
    opening.run();
  }

  @Override
  public CompletableFuture<Stretch> read(long after, String historyId) {
    return begun
        ? readOn(after, historyId)
        : Futures.compose(begin(), ready -> readOn(after, historyId));
  }

  private CompletableFuture<Stretch> readOn(long after, String historyId) {
    askedNanos = System.nanoTime();
    if (!historyId.equals(history.name().id())) {
      return CompletableFuture.failedFuture(
          Refusals.historyChanged(history.header(history.seen())));
    }
    // The cluster may have cut its history before there was anything of the store in it.
    long from = Math.max(after, history.name().birth());
    long compacted = compactRevision;
    if (from < compacted) {
      return CompletableFuture.failedFuture(Refusals.compacted(compacted));
    }
    return recent
        .after(from)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> CatchUp.read(client, keys, from, recent.floor()));
  }

  @Override
  public CompletableFuture<Void> awaitBeyond(long revision) {
    askedNanos = System.nanoTime();
    return signal.awaitBeyond(revision);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> fingerprint(long revision) {
    return Futures.compose(begin(), ready -> fingerprintOf(revision));
  }

  private CompletableFuture<Optional<Bytes>> fingerprintOf(long revision) {
    Optional<Commit> held = recent.at(revision);
    if (held.isPresent() || revision > recent.floor() || revision == 0) {
      return CompletableFuture.completedFuture(held.map(Commit::fingerprint));
    }
    CompletableFuture<Optional<Bytes>> found =
        Futures.map(
            CatchUp.read(client, keys, revision - 1, revision),
            stretch ->
                stretch.commits().stream()
                    .filter(commit -> commit.revision() == revision)
                    .findFirst()
                    .map(Commit::fingerprint));
    return found.exceptionallyCompose(
        failure ->
            StoreException.from(failure).reason() == ErrorReason.COMPACTED
                ? CompletableFuture.completedFuture(Optional.empty())
                : CompletableFuture.failedFuture(failure));
  }

  @Override
  public void close() {
    end(Refusals.closed());
    notifier.shutdown();
  }
}
