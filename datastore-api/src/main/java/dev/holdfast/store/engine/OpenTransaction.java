package dev.holdfast.store.engine;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction on the store's side: its snapshot, what it has read, and what it will write.
 *
 * <p>Its content is touched in its {@link Turns} only; its life is guarded by its monitor, since
 * the sweeper looks at it too.
 */
final class OpenTransaction {

  private final BeginResult begun;
  private final BeginRequest.Mode mode;
  private final StoreEngine.Hold hold;
  private final long lastDeadline;
  private final Turns turns = new Turns();
  private final WriteBuffer writes = new WriteBuffer();
  private final ReadTracker reads;
  private final List<Check> checks = new ArrayList<>();
  private long operations;
  private long bytes;

  private long deadline;
  private boolean committing;
  private Optional<End> end = Optional.empty();

  OpenTransaction(
      BeginResult begun,
      BeginRequest.Mode mode,
      StoreEngine.Hold hold,
      Limits limits,
      long nowNanos) {
    this.begun = begun;
    this.mode = mode;
    this.hold = hold;
    this.reads = new ReadTracker(limits.maxTxnReads());
    this.lastDeadline = nowNanos + limits.maxTxnAge().toNanos();
    renew(nowNanos);
  }

  /** How a transaction ended. */
  sealed interface End {

    /**
     * It is committed.
     *
     * @param result what the commit answered
     * @param hash the digest of the commit's own content
     */
    record Committed(CommitResult result, Bytes hash) implements End {}

    /** It was given up. */
    record Aborted() implements End {}

    /** Its lease ran out, or its snapshot is gone. */
    record Expired() implements End {}

    /**
     * Its commit was refused for good.
     *
     * @param failure why
     */
    record Refused(StoreException failure) implements End {}
  }

  TxnId id() {
    return begun.txn();
  }

  Header snapshot() {
    return begun.header();
  }

  BeginResult begun() {
    return begun;
  }

  BeginRequest.Mode mode() {
    return mode;
  }

  boolean readOnly() {
    return mode == BeginRequest.Mode.READ_ONLY;
  }

  Turns turns() {
    return turns;
  }

  WriteBuffer writes() {
    return writes;
  }

  ReadTracker reads() {
    return reads;
  }

  /** Counts an operation towards the size of the transaction, if it fits. */
  void count(Arguments arguments, long moreOperations, long moreBytes) {
    arguments.checkTxnSize(operations + moreOperations, bytes + moreBytes);
    operations += moreOperations;
    bytes += moreBytes;
  }

  void check(Bytes key, Precondition precondition) {
    checks.add(new Check(key, precondition));
  }

  /** Returns whether a commit has anything to judge or to write. */
  boolean isIdle() {
    return writes.isEmpty() && checks.isEmpty();
  }

  Attempt attempt(Bytes hash) {
    List<Mutation> mutations = writes.mutations();
    return new Attempt(
        Optional.of(Operation.transaction(id(), hash)),
        reads.isEmpty() ? Optional.empty() : Optional.of(reads.at(snapshot())),
        List.copyOf(checks),
        mutations);
  }

  /** Lengthens the lease, up to the greatest age of a transaction. */
  synchronized void renew(long nowNanos) {
    Duration lease = begun.lease();
    deadline = Math.min(nowNanos + lease.toNanos(), lastDeadline);
  }

  /** Ends the lease's say: from now on the commit decides. */
  synchronized void beginCommit() {
    committing = true;
  }

  /** Gives the lease its say again, after a commit that certainly was not applied. */
  synchronized void abandonCommit(long nowNanos) {
    committing = false;
    renew(nowNanos);
  }

  synchronized Optional<End> end() {
    return end;
  }

  /** Ends the transaction, unless it has ended; returns how it ended. */
  End finish(End how) {
    End result;
    synchronized (this) {
      end = end.or(() -> Optional.of(how));
      result = end.get();
    }
    hold.close();
    return result;
  }

  /** Ends the transaction if its lease has run out; returns whether it has ended. */
  boolean expire(long nowNanos) {
    synchronized (this) {
      if (end.isPresent()) {
        return true;
      }
      if (committing || deadline - nowNanos > 0) {
        return false;
      }
    }
    finish(new End.Expired());
    return true;
  }
}
