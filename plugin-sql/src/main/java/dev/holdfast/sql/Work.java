package dev.holdfast.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Arguments;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.StoreEngine.Resolution;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What waits for the writer: a commit, or the question what became of one. */
sealed interface Work {

  /** Returns the keys whose entries work is judged by, as far as they are known beforehand. */
  static Set<Bytes> keys(List<Work> group) {
    Set<Bytes> keys = new HashSet<>();
    for (Work work : group) {
      if (work instanceof Commit commit) {
        commit.addKeys(keys);
      }
    }
    return keys;
  }

  /** Returns whether nobody waits for it any more; it is dropped then. */
  boolean isDropped();

  /** Fails it. */
  void fail(StoreException failure);

  /** Returns the name whose outcome it needs to know, if any. */
  Optional<Name> name();

  /** Returns roughly how many bytes it writes. */
  long size();

  /**
   * The key of an outcome.
   *
   * @param kind what is named
   * @param id the name, in UTF-8
   */
  record Name(Operation.Kind kind, Bytes id) {
    static Name of(Operation.Kind kind, String id) {
      return new Name(kind, Bytes.wrap(id.getBytes(UTF_8)));
    }
  }

  /** A commit. */
  final class Commit extends CompletableFuture<Outcome> implements Work {

    private final Attempt attempt;
    private final long size;

    Commit(Attempt attempt) {
      this.attempt = attempt;
      this.size = attempt.mutations().stream().mapToLong(Arguments::sizeOf).sum();
    }

    Attempt attempt() {
      return attempt;
    }

    @Override
    public boolean isDropped() {
      return isDone();
    }

    @Override
    public void fail(StoreException failure) {
      completeExceptionally(failure);
    }

    @Override
    public Optional<Name> name() {
      return attempt.operation().map(operation -> Name.of(operation.kind(), operation.id()));
    }

    @Override
    public long size() {
      return size;
    }

    private void addKeys(Set<Bytes> keys) {
      for (Check check : attempt.checks()) {
        keys.add(check.key());
      }
      for (Mutation mutation : attempt.mutations()) {
        if (mutation instanceof Mutation.Put put) {
          keys.add(put.key());
        } else if (mutation instanceof Mutation.Delete delete
            && delete.range() instanceof KeyRange.SingleKey single) {
          keys.add(single.key());
        }
      }
    }
  }

  /** The question what became of a transaction, which fences it if nothing is known. */
  final class Resolve extends CompletableFuture<Optional<Resolution>> implements Work {

    private final TxnId txn;

    Resolve(TxnId txn) {
      this.txn = txn;
    }

    @Override
    public boolean isDropped() {
      return isDone();
    }

    @Override
    public void fail(StoreException failure) {
      completeExceptionally(failure);
    }

    @Override
    public Optional<Name> name() {
      return Optional.of(Name.of(Operation.Kind.TRANSACTION, txn.value()));
    }

    @Override
    public long size() {
      return 0;
    }
  }
}
