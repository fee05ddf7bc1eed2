package dev.holdfast.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Opens a watch.
 *
 * @param ranges what to watch; at least one, and overlapping ones give each event once
 * @param start where to start
 * @param historyId the history that the caller expects; nothing accepts any
 * @param detail whether events tell the entry before
 * @param progress longest silence between two messages; nothing leaves it to the store
 */
public record WatchRequest(
    List<KeyRange> ranges,
    Start start,
    Optional<String> historyId,
    Detail detail,
    Optional<Duration> progress) {

  /** What an event tells. */
  public enum Detail {
    /** The entry after the change. */
    EVENTS,
    /** The entries after and before the change. */
    EVENTS_WITH_PREVIOUS
  }

  /** Copies the ranges. */
  public WatchRequest {
    ranges = List.copyOf(ranges);
  }

  /**
   * Returns the request for everything that happens from now on.
   *
   * @param ranges what to watch
   */
  public static WatchRequest now(KeyRange... ranges) {
    return new WatchRequest(
        List.of(ranges), Start.Now.NOW, Optional.empty(), Detail.EVENTS, Optional.empty());
  }

  /**
   * Returns the request for everything after a revision, exclusively.
   *
   * @param revision the revision; 0 is before the first
   * @param ranges what to watch
   */
  public static WatchRequest after(long revision, KeyRange... ranges) {
    return new WatchRequest(
        List.of(ranges),
        new Start.After(revision, Optional.empty()),
        Optional.empty(),
        Detail.EVENTS,
        Optional.empty());
  }

  /**
   * Returns the same request in an expected history.
   *
   * @param id the history
   */
  public WatchRequest inHistory(String id) {
    return new WatchRequest(ranges, start, Optional.of(id), detail, progress);
  }

  /**
   * Returns the same request from another start.
   *
   * @param from where to start
   */
  public WatchRequest from(Start from) {
    return new WatchRequest(ranges, from, historyId, detail, progress);
  }

  /** Returns the same request with the entry before each change. */
  public WatchRequest withPrevious() {
    return new WatchRequest(ranges, start, historyId, Detail.EVENTS_WITH_PREVIOUS, progress);
  }

  /**
   * Returns the same request with a bound on silence.
   *
   * @param silence longest time between two messages
   */
  public WatchRequest progressEvery(Duration silence) {
    return new WatchRequest(ranges, start, historyId, detail, Optional.of(silence));
  }

  /** Where a watch starts. */
  public sealed interface Start {

    /**
     * At the revision at which the watch is established, which {@link WatchResponse.Created} tells.
     */
    enum Now implements Start {
      /** The only one. */
      NOW
    }

    /**
     * After a revision, exclusively.
     *
     * @param revision the revision
     * @param fingerprint what {@link Batch#fingerprint} told of it; when it differs at the store,
     *     the watch ends with {@link ErrorReason#HISTORY_CHANGED}
     */
    record After(long revision, Optional<Bytes> fingerprint) implements Start {}
  }
}
