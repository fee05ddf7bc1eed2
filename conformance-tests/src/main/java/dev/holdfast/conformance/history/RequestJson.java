package dev.holdfast.conformance.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.Floor;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Requests as JSON, field for field as in the protocol. */
final class RequestJson {

  private RequestJson() {}

  static ObjectNode of(Call call) {
    ObjectNode json = HistoryJson.object();
    if (call instanceof Call.Put put) {
      write(json, put.request());
    } else if (call instanceof Call.Get get) {
      write(json, get.request());
    } else if (call instanceof Call.Delete delete) {
      write(json, delete.request());
    } else if (call instanceof Call.Count count) {
      json.set("range", of(count.request().range()));
      writeTxn(json, count.request().txn());
      write(json, count.request().floor());
    } else if (call instanceof Call.Begin begin) {
      write(json, begin.request());
    } else if (call instanceof Call.Commit commit) {
      write(json, commit.request());
    } else if (call instanceof Call.Abort abort) {
      json.put("txn_id", abort.request().value());
    }
    return json;
  }

  private static void write(ObjectNode json, PutRequest put) {
    json.put("key", ByteText.of(put.key())).put("value", ByteText.of(put.value()));
    writeTxn(json, put.txn());
    write(json, put.precondition());
    put.requestId().ifPresent(id -> json.put("request_id", id.value()));
  }

  static PutRequest put(JsonNode json) {
    return new PutRequest(
        HistoryJson.bytes(json.path("key")),
        HistoryJson.bytes(json.path("value")),
        txn(json),
        precondition(json),
        text(json, "request_id").map(RequestId::new));
  }

  private static void write(ObjectNode json, GetRequest get) {
    json.set("range", of(get.range()));
    get.startAfter().ifPresent(key -> json.put("start_after", ByteText.of(key)));
    get.limit().ifPresent(limit -> json.put("limit", limit));
    json.put("keys_only", get.content() == GetRequest.Content.KEYS_ONLY);
    writeTxn(json, get.txn());
    write(json, get.floor());
  }

  static GetRequest get(JsonNode json) {
    return new GetRequest(
        range(json.path("range")),
        text(json, "start_after").map(ByteText::parse),
        json.has("limit") ? OptionalInt.of(json.path("limit").asInt()) : OptionalInt.empty(),
        json.path("keys_only").asBoolean()
            ? GetRequest.Content.KEYS_ONLY
            : GetRequest.Content.ENTRIES,
        txn(json),
        floor(json));
  }

  private static void write(ObjectNode json, DeleteRequest delete) {
    json.set("range", of(delete.range()));
    writeTxn(json, delete.txn());
    write(json, delete.precondition());
    delete.requestId().ifPresent(id -> json.put("request_id", id.value()));
  }

  static DeleteRequest delete(JsonNode json) {
    return new DeleteRequest(
        range(json.path("range")),
        txn(json),
        precondition(json),
        text(json, "request_id").map(RequestId::new));
  }

  static CountRequest count(JsonNode json) {
    return new CountRequest(range(json.path("range")), txn(json), floor(json));
  }

  private static void write(ObjectNode json, BeginRequest begin) {
    json.put("read_only", begin.mode() == BeginRequest.Mode.READ_ONLY);
    begin.lease().ifPresent(lease -> json.put("lease_ms", lease.toMillis()));
    begin.id().ifPresent(id -> json.put("txn_id", id.value()));
  }

  static BeginRequest begin(JsonNode json) {
    return new BeginRequest(
        json.path("read_only").asBoolean()
            ? BeginRequest.Mode.READ_ONLY
            : BeginRequest.Mode.READ_WRITE,
        json.has("lease_ms")
            ? Optional.of(Duration.ofMillis(json.path("lease_ms").asLong()))
            : Optional.empty(),
        txn(json));
  }

  private static void write(ObjectNode json, CommitRequest commit) {
    json.put("txn_id", commit.txn().value());
    json.put("one_shot", commit.kind() == CommitRequest.Kind.ONE_SHOT);
    ArrayNode checks = json.putArray("checks");
    for (Check check : commit.checks()) {
      ObjectNode one = checks.addObject().put("key", ByteText.of(check.key()));
      write(one, check.precondition());
    }
    ArrayNode mutations = json.putArray("mutations");
    for (Mutation mutation : commit.mutations()) {
      if (mutation instanceof Mutation.Put put) {
        mutations
            .addObject()
            .putObject("put")
            .put("key", ByteText.of(put.key()))
            .put("value", ByteText.of(put.value()));
      } else if (mutation instanceof Mutation.Delete delete) {
        mutations.addObject().set("delete", of(delete.range()));
      }
    }
  }

  static CommitRequest commit(JsonNode json) {
    List<Check> checks = new ArrayList<>();
    json.path("checks")
        .forEach(
            check ->
                checks.add(new Check(HistoryJson.bytes(check.path("key")), precondition(check))));
    List<Mutation> mutations = new ArrayList<>();
    json.path("mutations").forEach(mutation -> mutations.add(mutation(mutation)));
    return new CommitRequest(
        abort(json),
        checks,
        mutations,
        json.path("one_shot").asBoolean() ? CommitRequest.Kind.ONE_SHOT : CommitRequest.Kind.BEGUN);
  }

  private static Mutation mutation(JsonNode json) {
    JsonNode put = json.path("put");
    return put.isMissingNode()
        ? Mutation.delete(range(json.path("delete")))
        : Mutation.put(HistoryJson.bytes(put.path("key")), HistoryJson.bytes(put.path("value")));
  }

  static TxnId abort(JsonNode json) {
    return new TxnId(json.path("txn_id").asText());
  }

  static ObjectNode of(WatchRequest watch) {
    ObjectNode json = HistoryJson.object();
    ArrayNode ranges = json.putArray("ranges");
    watch.ranges().forEach(range -> ranges.add(of(range)));
    if (watch.start() instanceof WatchRequest.Start.After after) {
      json.put("after_revision", after.revision());
      after.fingerprint().ifPresent(bytes -> json.put("after_fingerprint", ByteText.of(bytes)));
    } else {
      json.put("now", true);
    }
    watch.historyId().ifPresent(id -> json.put("history_id", id));
    json.put("prev_value", watch.detail() == WatchRequest.Detail.EVENTS_WITH_PREVIOUS);
    watch.progress().ifPresent(progress -> json.put("progress_ms", progress.toMillis()));
    return json;
  }

  static WatchRequest watch(JsonNode json) {
    List<KeyRange> ranges = new ArrayList<>();
    json.path("ranges").forEach(range -> ranges.add(range(range)));
    return new WatchRequest(
        ranges,
        json.has("after_revision")
            ? new WatchRequest.Start.After(
                json.path("after_revision").asLong(),
                text(json, "after_fingerprint").map(ByteText::parse))
            : WatchRequest.Start.Now.NOW,
        text(json, "history_id"),
        json.path("prev_value").asBoolean()
            ? WatchRequest.Detail.EVENTS_WITH_PREVIOUS
            : WatchRequest.Detail.EVENTS,
        json.has("progress_ms")
            ? Optional.of(Duration.ofMillis(json.path("progress_ms").asLong()))
            : Optional.empty());
  }

  private static ObjectNode of(KeyRange range) {
    ObjectNode json = HistoryJson.object();
    return range instanceof KeyRange.SingleKey single
        ? json.put("key", ByteText.of(single.key()))
        : json.put("prefix", ByteText.of(((KeyRange.Prefix) range).prefix()));
  }

  private static KeyRange range(JsonNode json) {
    return json.has("key")
        ? KeyRange.key(HistoryJson.bytes(json.path("key")))
        : KeyRange.prefix(HistoryJson.bytes(json.path("prefix")));
  }

  private static void write(ObjectNode json, Precondition precondition) {
    if (precondition instanceof Precondition.Absence) {
      json.put("precondition", "absent");
    } else if (precondition instanceof Precondition.Presence) {
      json.put("precondition", "present");
    } else if (precondition instanceof Precondition.ModRevision mod) {
      json.put("precondition", mod.revision());
    }
  }

  private static Precondition precondition(JsonNode json) {
    JsonNode precondition = json.path("precondition");
    if (precondition.isNumber()) {
      return Precondition.modRevision(precondition.asLong());
    }
    return switch (precondition.asText()) {
      case "absent" -> Precondition.absent();
      case "present" -> Precondition.present();
      default -> Precondition.any();
    };
  }

  private static void write(ObjectNode json, Floor floor) {
    if (floor.revision() != 0) {
      json.put("min_revision", floor.revision());
    }
    floor.historyId().ifPresent(id -> json.put("history_id", id));
  }

  private static Floor floor(JsonNode json) {
    return new Floor(json.path("min_revision").asLong(), text(json, "history_id"));
  }

  private static void writeTxn(ObjectNode json, Optional<TxnId> txn) {
    txn.ifPresent(id -> json.put("txn_id", id.value()));
  }

  private static Optional<TxnId> txn(JsonNode json) {
    return text(json, "txn_id").map(TxnId::new);
  }

  private static Optional<String> text(JsonNode json, String field) {
    return json.has(field) ? Optional.of(json.path(field).asText()) : Optional.empty();
  }
}
