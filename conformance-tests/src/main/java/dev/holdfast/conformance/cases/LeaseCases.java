package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Leases of transactions, and how many may be open. */
final class LeaseCases {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final int AT_ONCE = 100;

  private static final Duration LASTING = Duration.ofSeconds(3);

  @Case(
      number = "81",
      tags = {Tag.T, Tag.X},
      contract = {"R8.7", "R7.13"},
      rule =
          "An abandoned transaction expires within 2 x its lease: then every call in it is refused"
              + " with TXN_EXPIRED and nothing of it applies; other writers were never held up"
              + " meanwhile.")
  void lease_expires(Trial outer) {
    Trial trial = outer.fresh(shortLeases());
    Bytes key = trial.key("a");
    List<BeginResult> abandoned = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      abandoned.add(abandon(trial, key));
    }
    // One more lives long enough that a writer who waits for it cannot be taken for a slow machine.
    BeginResult lasting = trial.store().begin(BeginRequest.readWrite().leasedFor(LASTING));
    trial.store().put(PutRequest.of(key, Bytes.utf8("abandoned")).in(lasting.txn()));
    long slowest = 0;
    long end = System.nanoTime() + 2 * SHORT.toNanos();
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      trial.put(key, trial.value());
      slowest = Math.max(slowest, System.nanoTime() - begun);
      trial.pass(Duration.ofMillis(5));
    }
    Expect.that(
        slowest < LASTING.toNanos() / 2,
        "a Put of a key that open transactions have written is answered at once",
        "after " + Duration.ofNanos(slowest).toMillis() + " ms");
    requireExpired("a Get", () -> trial.store().get(read(key, abandoned.get(0))));
    requireExpired(
        "a Put",
        () -> trial.store().put(PutRequest.of(key, Bytes.empty()).in(abandoned.get(1).txn())));
    requireExpired(
        "a Commit", () -> trial.store().commit(CommitRequest.of(abandoned.get(2).txn())));
    requireExpired(
        "a second Commit", () -> trial.store().commit(CommitRequest.of(abandoned.get(2).txn())));
    Expect.that(
        !trial.entry(key).value().equals(Bytes.utf8("abandoned")),
        "nothing of an expired transaction applies",
        trial.entry(key));
    trial.checkHistory();
  }

  /** Begins a transaction, writes in it and leaves it; where that takes a lease, it is over. */
  private static BeginResult abandon(Trial trial, Bytes key) {
    long asked = System.nanoTime();
    BeginResult begun = trial.store().begin(BeginRequest.readWrite().leasedFor(SHORT));
    Expect.equal("the lease", SHORT, begun.lease());
    try {
      trial.store().put(PutRequest.of(key, Bytes.utf8("abandoned")).in(begun.txn()));
    } catch (StoreException e) {
      if (e.reason() != ErrorReason.TXN_EXPIRED || System.nanoTime() - asked < SHORT.toNanos()) {
        throw e;
      }
    }
    return begun;
  }

  private static GetRequest read(Bytes key, BeginResult begun) {
    return GetRequest.of(key).in(begun.txn());
  }

  private static void requireExpired(String what, Runnable call) {
    Expect.refused(what + " after the lease ran out", call, ErrorReason.TXN_EXPIRED);
  }

  private static Map<String, String> shortLeases() {
    return Map.of(StoreOptions.MIN_LEASE_MS, Long.toString(SHORT.toMillis()));
  }

  @Case(
      number = "82",
      tags = Tag.T,
      contract = "R8.8",
      rule =
          "Every call in a transaction renews its lease; a lease above the maximum is cut to it and"
              + " one below the minimum raised to it, and the lease in force is told.")
  void lease_isRenewed(Trial trial) {
    Duration least = trial.limits().minLease();
    Duration most = trial.limits().maxLease();
    requireLease(trial, most.plusSeconds(1), most);
    requireLease(trial, Duration.ofMillis(1), least);
    BeginResult standard = trial.store().begin(BeginRequest.readWrite());
    Expect.equal("the lease by default", trial.limits().defaultLease(), standard.lease());
    trial.store().abort(standard.txn());
    Duration lease = max(least, Duration.ofMillis(trial.size(300, 1_000, 3_000)));
    // A machine that stalls for most of a lease proves nothing: then the attempt is made again.
    for (int attempt = 0; attempt < 5; attempt++) {
      if (staysOpen(trial, lease, trial.key("a" + attempt))) {
        return;
      }
    }
    throw new AssertionError("this machine stalled for most of " + lease + " five times");
  }

  private static void requireLease(Trial trial, Duration asked, Duration expected) {
    BeginResult begun = trial.store().begin(BeginRequest.readWrite().leasedFor(asked));
    Expect.equal("the lease, of " + asked + " asked for", expected, begun.lease());
    trial.store().abort(begun.txn());
  }

  /** Keeps a transaction open beyond its lease; returns false where the machine stalled. */
  private static boolean staysOpen(Trial trial, Duration lease, Bytes key) {
    BeginResult begun = trial.store().begin(BeginRequest.readWrite().leasedFor(lease));
    long start = System.nanoTime();
    long last = start;
    long longest = 0;
    try {
      trial.store().put(PutRequest.of(key, trial.value()).in(begun.txn()));
      while (System.nanoTime() - start < lease.toNanos() * 5 / 2) {
        trial.pass(lease.dividedBy(6));
        trial.store().get(read(key, begun));
        longest = Math.max(longest, System.nanoTime() - last);
        last = System.nanoTime();
      }
      trial.store().commit(CommitRequest.of(begun.txn()));
    } catch (StoreException e) {
      longest = Math.max(longest, System.nanoTime() - last);
      if (longest > lease.toNanos() * 3 / 4) {
        return false;
      }
      throw e;
    }
    Expect.equal("the key is committed", true, trial.get(key).isPresent());
    return true;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  @Case(
      number = "83",
      tags = {Tag.T, Tag.X},
      contract = "R8.11",
      rule =
          "One transaction over max_open_txns is refused with TOO_MANY_TXNS; when others are"
              + " aborted or expire it works again; 10,000 begun and abandoned leave nothing"
              + " behind.")
  void openTransactions(Trial outer) {
    Trial trial = outer.fresh(shortLeases());
    int most = trial.limits().maxOpenTxns();
    int cap = trial.size(12_000, 30_000, 1_000_000);
    if (most <= cap) {
      List<BeginResult> open = trial.pipeline(most, i -> trial.async().begin(held()));
      Expect.refused(
          "one transaction over max_open_txns",
          () -> trial.store().begin(held()),
          ErrorReason.TOO_MANY_TXNS);
      trial.pipeline(most, i -> trial.async().abort(open.get(i).txn()));
      trial.store().abort(trial.store().begin(held()).txn());
    } else {
      trial.note("max_open_txns is " + most + ", too many to be exceeded in this form");
    }
    int abandoned = Math.max(10_000, Math.min(most, cap) + 1);
    int begun = 0;
    Duration patience = SHORT.multipliedBy(2).plus(trial.patience());
    while (begun < abandoned) {
      int more = begun(trial, Math.min(AT_ONCE, abandoned - begun));
      begun += more;
      if (more == 0) {
        trial.until("an abandoned transaction makes room", patience, () -> begun(trial, 1) == 1);
        begun++;
      }
    }
    trial.note(begun + " transactions were begun and abandoned");
  }

  private static BeginRequest held() {
    return BeginRequest.readWrite();
  }

  /** Begins transactions that nobody ends, and returns how many there was room for. */
  private static int begun(Trial trial, int attempts) {
    List<Optional<Throwable>> failures =
        trial.pipeline(
            attempts,
            i ->
                trial
                    .async()
                    .begin(BeginRequest.readWrite().leasedFor(SHORT))
                    .handle((begin, failure) -> Optional.ofNullable(failure)));
    for (Optional<Throwable> failure : failures) {
      failure.ifPresent(
          refused ->
              Expect.refused(
                  "Begin", StoreException.from(refused), List.of(ErrorReason.TOO_MANY_TXNS)));
    }
    return Collections.frequency(failures, Optional.<Throwable>empty());
  }

  @Case(
      number = "84",
      tags = Tag.T,
      contract = "R7.13",
      rule =
          "An abandoned transaction that wrote a key does not hold up Puts of that key by others:"
              + " 99 of 100 are answered within 1 s.")
  void abandoned_doesNotBlock(Trial trial) {
    Bytes key = trial.key("a");
    Duration lease = Duration.ofSeconds(5);
    long leased = System.nanoTime(); // no later than the lease begins
    BeginResult begun = trial.store().begin(BeginRequest.readWrite().leasedFor(lease));
    trial.store().get(read(key, begun));
    trial.store().put(PutRequest.of(key, trial.value()).in(begun.txn()));
    int puts = trial.size(100, 300, 3_000);
    List<Long> times = new ArrayList<>();
    Duration first = Duration.ZERO;
    for (int i = 0; i < puts; i++) {
      long start = System.nanoTime();
      trial.put(key, trial.value());
      long end = System.nanoTime();
      times.add(end - start);
      first = i == 0 ? Duration.ofNanos(end - leased) : first;
    }
    Collections.sort(times);
    long p99 = times.get(puts * 99 / 100 - 1);
    trial.note("p99 of Puts beside an abandoned transaction: " + p99 / 1_000 + " us");
    Expect.that(
        first.compareTo(lease) < 0,
        "the first Put is answered before the transaction's lease of 5,000 ms ends",
        "answered " + first.toMillis() + " ms after the transaction was begun");
    Expect.that(
        p99 < Duration.ofSeconds(1).toNanos(),
        "99 of 100 Puts are answered within 1,000 ms",
        "p99 " + p99 / 1_000_000 + " ms, slowest " + times.get(puts - 1) / 1_000_000 + " ms");
    trial.store().abort(begun.txn());
    Expect.equal("version", (long) puts, trial.entry(key).version());
  }
}
