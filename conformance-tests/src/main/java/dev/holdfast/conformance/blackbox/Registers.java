package dev.holdfast.conformance.blackbox;

import dev.holdfast.conformance.blackbox.Linearizability.Step;
import dev.holdfast.conformance.history.Call;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.conformance.history.History;
import dev.holdfast.conformance.history.Span;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether every key of a history is a linearizable register, by values and real time alone.
 *
 * <p>Takes puts and deletes of single keys, and reads of single keys and of whole ranges, outside
 * transactions. Values should be unique, or the check has less to hold on to.
 */
public final class Registers {

  private final Map<Bytes, List<Step>> steps = new TreeMap<>();

  private Registers() {}

  /**
   * Returns what is wrong, none if nothing is.
   *
   * @param history the history
   */
  public static List<String> check(History history) {
    Registers registers = new Registers();
    history.calls().forEach(registers::addWrite);
    history.calls().forEach(registers::addRead);
    List<String> found = new ArrayList<>();
    registers.steps.forEach(
        (key, steps) -> {
          if (!Linearizability.holds(steps)) {
            found.add(
                "key "
                    + key
                    + " is no register: no order of its "
                    + steps.size()
                    + " operations fits what they answered and when; among them "
                    + steps.stream().limit(8).map(Step::text).toList());
          }
        });
    return found;
  }

  private void addWrite(Call call) {
    if (call.txn().isPresent() || isRefused(call)) {
      return;
    }
    if (call instanceof Call.Put put) {
      Optional<Bytes> value = Optional.of(put.request().value());
      add(put.request().key(), call, Optional.empty(), Optional.of(value));
    } else if (call instanceof Call.Delete delete
        && delete.request().range() instanceof KeyRange.SingleKey single) {
      // Answered deleted=0 it is a read of an absent key; else it told nothing of the value.
      boolean found = delete.answer().value().map(result -> result.deleted() > 0).orElse(true);
      add(
          single.key(),
          call,
          found ? Optional.empty() : Optional.of(Optional.empty()),
          found ? Optional.of(Optional.empty()) : Optional.empty());
    }
  }

  private void addRead(Call call) {
    if (call.txn().isEmpty()
        && call instanceof Call.Get get
        && get.answer().value().isPresent()
        && get.request().content() == GetRequest.Content.ENTRIES) {
      GetResult page = get.answer().value().get();
      Map<Bytes, Bytes> seen = new TreeMap<>();
      page.entries().forEach(entry -> seen.put(entry.key(), entry.value()));
      for (Bytes key : List.copyOf(steps.keySet())) {
        if (tells(get.request(), page, key)) {
          add(key, call, Optional.of(Optional.ofNullable(seen.get(key))), Optional.empty());
        }
      }
    }
  }

  /** Returns whether a page tells what became of a key: it is there, or would have been. */
  private static boolean tells(GetRequest request, GetResult page, Bytes key) {
    boolean after = request.startAfter().map(start -> key.compareTo(start) > 0).orElse(true);
    List<KeyValue> entries = page.entries();
    boolean covered =
        !page.more()
            || (!entries.isEmpty() && key.compareTo(entries.get(entries.size() - 1).key()) <= 0);
    return request.range().contains(key) && after && covered;
  }

  private void add(
      Bytes key, Call call, Optional<Optional<Bytes>> requires, Optional<Optional<Bytes>> writes) {
    Span span = call.span();
    long returned = call.answer().isUnknown() ? Long.MAX_VALUE : span.returned();
    steps
        .computeIfAbsent(key, first -> new ArrayList<>())
        .add(new Step(span.called(), returned, requires, writes, Describe.call(call)));
  }

  private static boolean isRefused(Call call) {
    return call.answer().value().isEmpty() && !call.answer().isUnknown();
  }
}
