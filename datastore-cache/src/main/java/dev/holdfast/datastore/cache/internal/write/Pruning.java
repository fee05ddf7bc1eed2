package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.store.Bytes;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Deletes records that have expired, as many by one commit as fit. Every commit looks again whether
 * they have.
 */
public final class Pruning {

  private static final int MOST_RECORDS = 256;

  private final Commits commits;
  private final Predicate<Current> expired;
  private final Removal removal;

  Pruning(Commits commits, Predicate<Current> expired, Removal removal) {
    this.commits = commits;
    this.expired = expired;
    this.removal = removal;
  }

  /** Plans to delete a record with all that goes with it. */
  interface Removal {

    /** Returns whether all of it fits the budget; what did is planned. */
    boolean plan(Source source, Current record, Budget budget, Plan.Builder plan);
  }

  /**
   * What one commit came to.
   *
   * @param done how many candidates need not be looked at again
   * @param deleted how many of them it deleted
   * @param floor the state with it
   */
  private record Step(int done, int deleted, Floor floor) {}

  /**
   * Refuses a number of records that makes no sense.
   *
   * @param atMost the number
   */
  public static void requirePositive(int atMost) {
    if (atMost < 1) {
      throw DataStoreException.invalid(
          "request", "at_most", "it is " + atMost + "; at least 1 record is pruned at a time");
    }
  }

  Pruned prune(List<Bytes> candidates, Floor seen) {
    long deleted = 0;
    Floor floor = seen;
    for (int done = 0; done < candidates.size(); ) {
      int end = Math.min(candidates.size(), done + MOST_RECORDS);
      List<Bytes> next = candidates.subList(done, end);
      Step step = commits.commit(source -> plan(source, next));
      done += step.done();
      deleted += step.deleted();
      floor = step.floor();
    }
    return new Pruned(deleted, floor);
  }

  private Plan<Step> plan(Source source, List<Bytes> keys) {
    Map<Bytes, Current> records = source.records(keys);
    Budget budget = new Budget(commits.storeLimits());
    Plan.Builder plan = new Plan.Builder();
    int done = 0;
    int deleted = 0;
    for (Bytes key : keys) {
      Current record = records.get(key);
      if (record != null && expired.test(record)) {
        if (!removal.plan(source, record, budget, plan)) {
          break;
        }
        deleted++;
      }
      done++;
    }
    int steps = done;
    int deletions = deleted;
    return plan.answering(floor -> new Step(steps, deletions, floor));
  }
}
