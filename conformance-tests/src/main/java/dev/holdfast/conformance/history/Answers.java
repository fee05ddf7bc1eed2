package dev.holdfast.conformance.history;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** Compares the answers that were given with those that a state gives. */
final class Answers {

  private final History history;

  Answers(History history) {
    this.history = history;
  }

  /** Returns what is wrong with an answer, seen from a state, if anything is. */
  Optional<String> judge(Call call, View view) {
    if (call instanceof Call.Get get && history.covers(get.request().range())) {
      return judge(get.request(), get.answer().value().orElseThrow(), view);
    } else if (call instanceof Call.Count count && history.covers(count.request().range())) {
      long expected = view.in(count.request().range().interval()).size();
      long told = count.answer().value().orElseThrow().count();
      return told == expected
          ? Optional.empty()
          : Optional.of("count is " + told + ", expected was " + expected);
    } else if (call instanceof Call.Delete delete && history.covers(delete.request().range())) {
      long expected = view.in(delete.request().range().interval()).size();
      long told = delete.answer().value().orElseThrow().deleted();
      return told == expected
          ? Optional.empty()
          : Optional.of("deleted is " + told + ", expected was " + expected);
    }
    return Optional.empty();
  }

  /**
   * Replays a transaction on a state, and returns the first of its answers that is wrong there.
   *
   * @param session the transaction
   * @param state the state
   */
  Optional<String> judge(Session session, NavigableMap<Bytes, KeyValue> state) {
    View view = new View(state);
    for (Call call : session.calls()) {
      Optional<String> wrong = judge(call, view);
      if (wrong.isPresent()) {
        return Optional.of(Describe.call(call) + ": " + wrong.get());
      }
      if (call instanceof Call.Put put) {
        view.put(put.request().key(), put.request().value());
      } else if (call instanceof Call.Delete delete) {
        view.delete(delete.request().range());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> judge(GetRequest request, GetResult told, View view) {
    KeyInterval interval = request.range().interval();
    interval = request.startAfter().map(interval::after).orElse(interval);
    NavigableMap<Bytes, KeyValue> present = view.in(interval);
    int count = told.entries().size();
    if (request.limit().isPresent() && count > request.limit().getAsInt()) {
      return Optional.of(count + " entries, over the limit of the request");
    }
    List<KeyValue> expected = new ArrayList<>(Math.min(count, present.size()));
    for (KeyValue entry : present.values()) {
      if (expected.size() == count) {
        break;
      }
      boolean keysOnly = request.content() == GetRequest.Content.KEYS_ONLY;
      expected.add(keysOnly ? entry.withoutValue() : entry);
    }
    if (!expected.equals(told.entries())) {
      return Optional.of(
          "entries are "
              + Describe.entries(told.entries())
              + ", expected were "
              + Describe.entries(expected));
    }
    boolean more = present.size() > count;
    if (more != told.more()) {
      return Optional.of("more is " + told.more() + ", expected was " + more);
    }
    return more && count == 0
        ? Optional.of("an empty page that says there is more makes no progress")
        : Optional.empty();
  }
}
