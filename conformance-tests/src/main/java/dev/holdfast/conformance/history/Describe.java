package dev.holdfast.conformance.history;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.Event;
import dev.holdfast.store.Floor;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells requests and answers in the words of the contract, for people who do not read Java. */
public final class Describe {

  private static final int MOST_ENTRIES = 12;

  private Describe() {}

  /**
   * Returns one line on a call and its answer.
   *
   * @param call the call
   */
  public static String call(Call call) {
    return request(call) + " -> " + answer(call.answer());
  }

  /**
   * Returns what a call sent.
   *
   * @param call the call
   */
  public static String request(Call call) {
    if (call instanceof Call.Put put) {
      return put(put.request());
    } else if (call instanceof Call.Get get) {
      return get(get.request());
    } else if (call instanceof Call.Delete delete) {
      return delete(delete.request());
    } else if (call instanceof Call.Count count) {
      return count(count.request());
    } else if (call instanceof Call.Begin begin) {
      return begin(begin.request());
    } else if (call instanceof Call.Commit commit) {
      return commit(commit.request());
    }
    return "Abort{txn_id: " + ((Call.Abort) call).request() + "}";
  }

  /**
   * Returns what came back of a call.
   *
   * @param answer the answer
   */
  public static String answer(Answer<?> answer) {
    if (answer instanceof Answer.Refused<?> refused) {
      return refused.why().status()
          + " "
          + refused.why()
          + (refused.metadata().isEmpty() ? "" : refused.metadata())
          + " \""
          + refused.description()
          + "\"";
    }
    return answer.value().map(value -> "OK" + result(value)).orElse("no answer");
  }

  private static String result(Object value) {
    if (value instanceof PutResult put) {
      return at(put.header()) + mod(put) + "}";
    } else if (value instanceof GetResult get) {
      return at(get.header()) + ", kvs: " + entries(get.entries()) + ", more: " + get.more() + "}";
    } else if (value instanceof DeleteResult deleted) {
      return at(deleted.header()) + ", deleted: " + deleted.deleted() + "}";
    } else if (value instanceof CountResult counted) {
      return at(counted.header()) + ", count: " + counted.count() + "}";
    } else if (value instanceof BeginResult begun) {
      String lease = ", lease_ms: " + begun.lease().toMillis();
      return at(begun.header()) + ", txn_id: " + begun.txn() + lease + "}";
    } else if (value instanceof CommitResult committed) {
      return committed.wrote()
          ? "{revision: " + committed.revision().getAsLong() + "}"
          : "{wrote: false}";
    }
    return "";
  }

  private static String at(Header header) {
    return "{revision: " + header.revision();
  }

  private static String mod(PutResult put) {
    return put.modRevision().isPresent()
        ? ", mod_revision: " + put.modRevision().getAsLong()
        : ", mod_revision: not yet known";
  }

  private static String put(PutRequest put) {
    return "Put{key: "
        + put.key()
        + ", value: "
        + put.value()
        + txn(put.txn())
        + condition(put.precondition())
        + put.requestId().map(id -> ", request_id: " + id).orElse("")
        + "}";
  }

  private static String get(GetRequest get) {
    return "Get{"
        + range(get.range())
        + get.startAfter().map(key -> ", start_after: " + key).orElse("")
        + (get.limit().isPresent() ? ", limit: " + get.limit().getAsInt() : "")
        + (get.content() == GetRequest.Content.KEYS_ONLY ? ", keys_only" : "")
        + txn(get.txn())
        + floor(get.floor())
        + "}";
  }

  private static String delete(DeleteRequest delete) {
    return "Delete{"
        + range(delete.range())
        + txn(delete.txn())
        + condition(delete.precondition())
        + delete.requestId().map(id -> ", request_id: " + id).orElse("")
        + "}";
  }

  private static String count(CountRequest count) {
    return "Count{" + range(count.range()) + txn(count.txn()) + floor(count.floor()) + "}";
  }

  private static String begin(BeginRequest begin) {
    return "Begin{"
        + (begin.mode() == BeginRequest.Mode.READ_ONLY ? "read_only" : "read-write")
        + begin.lease().map(lease -> ", lease_ms: " + lease.toMillis()).orElse("")
        + begin.id().map(id -> ", txn_id: " + id).orElse("")
        + "}";
  }

  private static String commit(CommitRequest commit) {
    String checks =
        commit.checks().stream().map(Describe::check).collect(Collectors.joining(", ", "[", "]"));
    return "Commit{txn_id: "
        + commit.txn()
        + (commit.kind() == CommitRequest.Kind.ONE_SHOT ? ", one_shot" : "")
        + (commit.checks().isEmpty() ? "" : ", checks: " + checks)
        + (commit.mutations().isEmpty() ? "" : ", mutations: " + mutations(commit.mutations()))
        + "}";
  }

  /**
   * Returns what was asked of a watch.
   *
   * @param watch the request
   */
  public static String watch(WatchRequest watch) {
    String start =
        watch.start() instanceof WatchRequest.Start.After after
            ? "after_revision: " + after.revision()
            : "now";
    return "Watch{"
        + watch.ranges().stream().map(Describe::range).collect(Collectors.joining(", ", "[", "]"))
        + ", "
        + start
        + "}";
  }

  /**
   * Returns a range.
   *
   * @param range the range
   */
  public static String range(KeyRange range) {
    return range instanceof KeyRange.SingleKey single
        ? "key: " + single.key()
        : "prefix: \"" + ((KeyRange.Prefix) range).prefix() + "\"";
  }

  /**
   * Returns some entries with their revisions.
   *
   * @param entries the entries
   */
  public static String entries(List<KeyValue> entries) {
    return some(entries.stream().map(Describe::entry).toList());
  }

  /**
   * Returns an entry with its revisions.
   *
   * @param entry the entry
   */
  public static String entry(KeyValue entry) {
    return entry.key()
        + "="
        + entry.value()
        + " (create "
        + entry.createRevision()
        + ", mod "
        + entry.modRevision()
        + ", version "
        + entry.version()
        + ")";
  }

  /**
   * Returns some events.
   *
   * @param events the events
   */
  public static String events(List<Event> events) {
    return some(events.stream().map(Describe::event).toList());
  }

  private static String event(Event event) {
    String previous = event.previous().map(entry -> ", previous " + entry(entry)).orElse("");
    return event instanceof Event.Put put
        ? "PUT " + entry(put.entry()) + previous
        : "DELETE " + event.key() + " at " + event.revision() + previous;
  }

  /**
   * Returns keys.
   *
   * @param keys the keys
   */
  public static String keys(List<Bytes> keys) {
    return some(keys.stream().map(Bytes::toString).toList());
  }

  private static String mutations(List<Mutation> mutations) {
    return some(
        mutations.stream()
            .map(
                mutation ->
                    mutation instanceof Mutation.Put put
                        ? "put " + put.key() + "=" + put.value()
                        : "delete " + range(((Mutation.Delete) mutation).range()))
            .toList());
  }

  private static String check(Check check) {
    return check.key() + " is " + condition(check.precondition(), "anything");
  }

  private static String condition(Precondition precondition) {
    String text = condition(precondition, "");
    return text.isEmpty() ? "" : ", precondition: " + text;
  }

  private static String condition(Precondition precondition, String any) {
    if (precondition instanceof Precondition.Absence) {
      return "absent";
    } else if (precondition instanceof Precondition.Presence) {
      return "present";
    } else if (precondition instanceof Precondition.ModRevision mod) {
      return "mod_revision " + mod.revision();
    }
    return any;
  }

  private static String txn(Optional<TxnId> txn) {
    return txn.map(id -> ", txn_id: " + id).orElse("");
  }

  private static String floor(Floor floor) {
    return (floor.revision() == 0 ? "" : ", min_revision: " + floor.revision())
        + floor.historyId().map(id -> ", history_id: " + id).orElse("");
  }

  private static String some(List<String> texts) {
    String shown = texts.stream().limit(MOST_ENTRIES).collect(Collectors.joining(", ", "[", ""));
    return texts.size() > MOST_ENTRIES
        ? shown + ", and " + (texts.size() - MOST_ENTRIES) + " more]"
        : shown + "]";
  }
}
