package dev.holdfast.store;

import java.time.Duration;

/**
 * The limits of a store, enforced before anything is written. Sizes count serialized bytes.
 *
 * @param maxKeyBytes longest key; at least 1,024
 * @param maxValueBytes longest value; at least 65,536
 * @param maxTxnOps most mutations and checks of a transaction; at least 64
 * @param maxTxnReads most keys returned, absent keys and ranges read by a read-write transaction;
 *     at least 64
 * @param maxTxnBytes most bytes of the mutations and checks of a transaction; at least 262,144
 * @param maxDeleteKeys most keys that one delete may remove; at least 64
 * @param maxPageEntries most entries of a page
 * @param maxPageBytes most bytes of a page, unless it is one entry; at most 3,145,728
 * @param maxOpenTxns most transactions open at once; at least 64
 * @param maxWatches most watches open at once; at least 64
 * @param maxRanges most ranges of a watch
 * @param maxQueuedWrites most writes that wait; more are refused with {@link
 *     ErrorReason#NOT_APPLIED}
 * @param maxTxnAge longest life of a transaction, however often its lease is renewed
 * @param defaultLease lease of a transaction that asks for none
 * @param minLease shortest lease
 * @param maxLease longest lease; at least 30 s unless configured lower
 * @param outcomeRetention how long a commit's outcome can be asked for again; at least 10 min
 * @param historyRetention how long history is kept; at least 60 s unless configured lower
 * @param maxProgressLag longest time from a commit to a progress that covers it; at most 5 s
 * @param maxRevisionBytes most bytes that one commit may log, replaced values included; 0 means no
 *     limit beyond the others
 */
public record Limits(
    int maxKeyBytes,
    int maxValueBytes,
    int maxTxnOps,
    int maxTxnReads,
    long maxTxnBytes,
    int maxDeleteKeys,
    int maxPageEntries,
    int maxPageBytes,
    int maxOpenTxns,
    int maxWatches,
    int maxRanges,
    int maxQueuedWrites,
    Duration maxTxnAge,
    Duration defaultLease,
    Duration minLease,
    Duration maxLease,
    Duration outcomeRetention,
    Duration historyRetention,
    Duration maxProgressLag,
    long maxRevisionBytes) {

  /** Returns the limits of the stores that come with Holdfast, where nothing else is configured. */
  public static Limits standard() {
    return new Limits(
        2_560,
        1 << 20,
        4_096,
        100_000,
        3 << 20,
        1_000,
        10_000,
        1 << 20,
        10_000,
        10_000,
        1_000,
        100_000,
        Duration.ofMinutes(10),
        Duration.ofSeconds(30),
        Duration.ofMillis(100),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(10),
        Duration.ofSeconds(1),
        64 << 20);
  }

  /**
   * Returns the same limits with another retention of history.
   *
   * @param retention how long history is kept
   */
  public Limits withHistoryRetention(Duration retention) {
    return with(minLease, maxLease, retention);
  }

  /**
   * Returns the same limits with other bounds of leases; the default lease is moved into them.
   *
   * @param shortest shortest lease
   * @param longest longest lease
   */
  public Limits withLeases(Duration shortest, Duration longest) {
    return with(shortest, longest, historyRetention);
  }

  /**
   * Returns a lease moved into the bounds of these limits.
   *
   * @param lease the lease that was asked for
   */
  public Duration clampLease(Duration lease) {
    if (lease.compareTo(minLease) < 0) {
      return minLease;
    }
    return lease.compareTo(maxLease) > 0 ? maxLease : lease;
  }

  private Limits with(Duration shortest, Duration longest, Duration retention) {
    Duration lease = defaultLease.compareTo(longest) > 0 ? longest : defaultLease;
    return new Limits(
        maxKeyBytes,
        maxValueBytes,
        maxTxnOps,
        maxTxnReads,
        maxTxnBytes,
        maxDeleteKeys,
        maxPageEntries,
        maxPageBytes,
        maxOpenTxns,
        maxWatches,
        maxRanges,
        maxQueuedWrites,
        maxTxnAge,
        lease.compareTo(shortest) < 0 ? shortest : lease,
        shortest,
        longest,
        outcomeRetention,
        retention,
        maxProgressLag,
        maxRevisionBytes);
  }
}
