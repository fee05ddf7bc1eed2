package dev.holdfast.datastore.codec;

import com.google.protobuf.Timestamp;
import dev.holdfast.datastore.DataStoreException;
import java.time.Duration;
import java.time.Instant;

/** Times and durations to and from their messages. */
public final class Times {

  /** The earliest time that a message holds. */
  public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /** The latest time that a message holds. */
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private Times() {}

  /**
   * Returns the message of a time.
   *
   * @param time a time from {@link #EARLIEST} to {@link #LATEST}
   * @throws DataStoreException if it lies outside
   */
  public static Timestamp encode(Instant time) {
    requireInRange(time);
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /**
   * Returns the time of a message.
   *
   * @param message the message
   * @throws DataStoreException if it is malformed
   */
  public static Instant decode(Timestamp message) {
    long seconds = message.getSeconds();
    int nanos = message.getNanos();
    if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw invalid("nanos is " + nanos + "; it is from 0 to 999,999,999");
    }
    if (seconds < EARLIEST.getEpochSecond() || seconds > LATEST.getEpochSecond()) {
      throw outside("seconds is " + seconds);
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /**
   * Refuses a time that a message does not hold.
   *
   * @param time the time
   * @throws DataStoreException if it lies outside {@link #EARLIEST} to {@link #LATEST}
   */
  public static void requireInRange(Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw outside("the time is " + time);
    }
  }

  /**
   * Returns the message of a duration.
   *
   * @param duration the duration
   */
  public static com.google.protobuf.Duration encode(Duration duration) {
    // A message's seconds and nanos have one sign; the JDK's nanos are never negative.
    long seconds = duration.getSeconds();
    int nanos = duration.getNano();
    if (seconds < 0 && nanos > 0) {
      seconds++;
      nanos -= NANOS_PER_SECOND;
    }
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  /**
   * Returns the duration of a message.
   *
   * @param message the message
   * @throws DataStoreException if it is malformed
   */
  public static Duration decode(com.google.protobuf.Duration message) {
    long seconds = message.getSeconds();
    int nanos = message.getNanos();
    if (Math.abs((long) nanos) >= NANOS_PER_SECOND || Long.signum(seconds) * nanos < 0) {
      throw invalid("seconds and nanos are " + seconds + " and " + nanos + "; they have one sign");
    }
    try {
      return Duration.ofSeconds(seconds, nanos);
    } catch (ArithmeticException e) {
      throw invalid("seconds is " + seconds + ", which is too large");
    }
  }

  private static DataStoreException outside(String what) {
    return invalid(what + "; a time is from the year 1 to the year 9999");
  }

  private static DataStoreException invalid(String rule) {
    return new DataStoreException(DataStoreException.Reason.INVALID, rule);
  }
}
