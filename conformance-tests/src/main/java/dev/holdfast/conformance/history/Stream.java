package dev.holdfast.conformance.history;

import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.List;
import java.util.Optional;

/**
 * One watch, and what it told.
 *
 * @param span when it was opened, and when it ended
 * @param request what was asked for
 * @param messages what came, in order
 * @param end why the store ended it; nothing where it was open to the last or closed by its reader
 */
public record Stream(
    Span span,
    WatchRequest request,
    List<Received> messages,
    Optional<Answer.Refused<String>> end) {

  /** Copies the messages. */
  public Stream {
    messages = List.copyOf(messages);
  }

  /**
   * A message.
   *
   * @param at when it came
   * @param message the message
   */
  public record Received(long at, WatchResponse message) {}

  /** Returns what the watch told first, if it got so far. */
  public Optional<WatchResponse.Created> created() {
    return messages.stream()
        .map(Received::message)
        .filter(WatchResponse.Created.class::isInstance)
        .map(WatchResponse.Created.class::cast)
        .findFirst();
  }
}
