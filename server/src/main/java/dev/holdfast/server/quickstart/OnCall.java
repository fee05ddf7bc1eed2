package dev.holdfast.server.quickstart;

import dev.holdfast.server.failure.CommandException;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import java.io.IOException;

/**
 * Two transactions that are right each by itself and wrong together: of two people on call, each
 * leaves because the other stays.
 */
final class OnCall {

  private static final KeyRange ON_CALL = KeyRange.prefix(Bytes.utf8("demo/on-call/"));
  private static final Bytes ANN = Bytes.utf8("demo/on-call/ann");
  private static final Bytes BOB = Bytes.utf8("demo/on-call/bob");
  private static final Bytes YES = Bytes.utf8("yes");

  private OnCall() {}

  /**
   * What became of the two.
   *
   * @param committed the revision of the one that was committed
   * @param refusal why the other was refused
   * @param left how many are on call afterwards
   */
  record Outcome(long committed, String refusal, long left) {}

  /**
   * Runs them.
   *
   * @param opened the store; it is left as it was found
   * @throws CommandException if both were committed
   */
  static Outcome run(Store opened) {
    BlockingStore store = opened.blocking();
    store.put(ANN, YES);
    store.put(BOB, YES);
    try (Transaction ann = store.open(BeginRequest.readWrite());
        Transaction bob = store.open(BeginRequest.readWrite())) {
      leaveIfTwo(ann, ANN);
      leaveIfTwo(bob, BOB);
      CommitResult first = ann.commit();
      String refusal = refusalOf(bob);
      long left = store.count(CountRequest.of(ON_CALL)).count();
      return new Outcome(first.header().revision(), refusal, left);
    } finally {
      store.delete(DeleteRequest.of(ON_CALL));
    }
  }

  private static void leaveIfTwo(Transaction transaction, Bytes who) {
    if (transaction.count(ON_CALL) == 2) {
      transaction.delete(KeyRange.key(who));
    }
  }

  private static String refusalOf(Transaction transaction) {
    try {
      transaction.commit();
    } catch (StoreException e) {
      if (e.reason() == ErrorReason.CONFLICT) {
        return String.valueOf(e.getMessage());
      }
      throw e;
    }
    throw CommandException.failed(
        "both transactions were committed, and nobody is on call; this is a bug",
        new IOException("no conflict"));
  }
}
