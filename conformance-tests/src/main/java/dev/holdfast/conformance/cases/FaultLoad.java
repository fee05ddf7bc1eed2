package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Writes of single keys and of pairs, under faults: it knows what was acknowledged, and that a pair
 * is there whole or not at all.
 */
final class FaultLoad {

  private static final Set<ErrorReason> LOST =
      EnumSet.of(
          ErrorReason.NOT_APPLIED,
          ErrorReason.OUTCOME_UNKNOWN,
          ErrorReason.DEADLINE_EXCEEDED,
          ErrorReason.CANCELLED);

  private final Trial trial;
  private final AtomicInteger keys = new AtomicInteger();
  private final AtomicLong last = new AtomicLong();
  private final Map<Bytes, Long> acknowledged = new ConcurrentHashMap<>();

  private final String history;

  FaultLoad(Trial trial) {
    this.trial = trial;
    this.history = history();
  }

  private String history() {
    return trial.store().get(GetRequest.of(trial.key("none"))).header().historyId();
  }

  /** Writes once; a write whose answer gets lost is none of the caller's business. */
  void write(int client, RandomGenerator random) {
    int number = keys.incrementAndGet();
    boolean pair = trial.has(Capability.TRANSACTIONS) && random.nextBoolean();
    try {
      if (pair) {
        putPair(number);
      } else {
        acknowledge(trial.put(trial.key("k" + number), trial.value()), trial.key("k" + number));
      }
    } catch (StoreException e) {
      if (!LOST.contains(e.reason())) {
        throw e;
      }
    }
  }

  private void putPair(int number) {
    Bytes left = trial.key("left" + number);
    Bytes right = trial.key("right" + number);
    Bytes value = trial.value();
    CommitRequest both =
        CommitRequest.oneShot(
            TxnId.random(),
            List.of(),
            List.of(Mutation.put(left, value), Mutation.put(right, value)));
    acknowledge(trial.store().commit(both).revision().orElse(0), left, right);
  }

  private void acknowledge(long revision, Bytes... written) {
    for (Bytes key : written) {
      acknowledged.put(key, revision);
    }
    last.accumulateAndGet(revision, Math::max);
  }

  /** Returns how many keys have been acknowledged. */
  int acknowledgedKeys() {
    return acknowledged.size();
  }

  /** Returns the greatest revision that was acknowledged. */
  long lastRevision() {
    return last.get();
  }

  /** Returns the revisions that were acknowledged. */
  Set<Long> revisions() {
    return Set.copyOf(acknowledged.values());
  }

  /** Fails unless everything acknowledged is there, and no half of a pair is. */
  void check() {
    boolean sameHistory = history().equals(history);
    Map<Bytes, KeyValue> there =
        trial.scan(trial.all()).stream()
            .collect(Collectors.toMap(KeyValue::key, Function.identity()));
    acknowledged.forEach(
        (key, revision) -> {
          KeyValue entry = there.get(key);
          Expect.that(entry != null, "key " + key + ", acknowledged at " + revision, "it is gone");
          if (entry != null && sameHistory) {
            Expect.equal("the mod_revision of " + key, revision, entry.modRevision());
          }
        });
    for (int number = 1; number <= keys.get(); number++) {
      Expect.equal(
          "whether the second half of pair " + number + " is there, as the first",
          there.containsKey(trial.key("left" + number)),
          there.containsKey(trial.key("right" + number)));
    }
  }
}
