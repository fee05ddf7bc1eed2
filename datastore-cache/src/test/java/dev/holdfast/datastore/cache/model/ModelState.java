package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All records at one revision: a map for each kind, in the order of creation. Never changed. */
final class ModelState {

  static final String HISTORY = "model";

  /**
   * A record and its place in the order of creation.
   *
   * @param place grows from record to record
   * @param stored the record
   */
  record Held(long place, Stored<? extends IdentityRecord> stored) {}

  final long revision;
  private final Map<RecordKind, Map<String, Held>> records;
  private final long places;

  private ModelState(long revision, Map<RecordKind, Map<String, Held>> records, long places) {
    this.revision = revision;
    this.records = records;
    this.places = places;
  }

  static ModelState empty() {
    Map<RecordKind, Map<String, Held>> none = new EnumMap<>(RecordKind.class);
    for (RecordKind kind : RecordKind.values()) {
      none.put(kind, Map.of());
    }
    return new ModelState(0, none, 0);
  }

  Floor floor() {
    return new Floor(HISTORY, revision);
  }

  Map<String, Held> held(RecordKind kind) {
    return records.getOrDefault(kind, Map.of());
  }

  @SuppressWarnings("unchecked")
  <T extends IdentityRecord> List<Stored<T>> all(RecordKind kind) {
    List<Stored<T>> all = new ArrayList<>();
    held(kind).values().forEach(held -> all.add((Stored<T>) held.stored()));
    return all;
  }

  @SuppressWarnings("unchecked")
  <T extends IdentityRecord> Optional<Stored<T>> find(RecordKind kind, String key) {
    return Optional.ofNullable(held(kind).get(key)).map(held -> (Stored<T>) held.stored());
  }

  /** One commit on this state. */
  final class Edit {

    private final Map<RecordKind, Map<String, Held>> next = new EnumMap<>(records);
    private final Map<RecordKind, Map<String, Change>> changes = new EnumMap<>(RecordKind.class);
    private final Instant now;
    private long nextPlace = places;

    Edit(Instant now) {
      this.now = now;
    }

    boolean isEmpty() {
      return changes.isEmpty();
    }

    private Map<String, Held> editable(RecordKind kind) {
      if (!changes.containsKey(kind)) {
        changes.put(kind, new LinkedHashMap<>());
        next.put(kind, new LinkedHashMap<>(held(kind)));
      }
      return next.getOrDefault(kind, Map.of());
    }

    private void note(RecordKind kind, Change change) {
      changes.computeIfAbsent(kind, k -> new LinkedHashMap<>()).put(change.key(), change);
    }

    /** Creates a record, or replaces the one of its key. */
    <T extends IdentityRecord> Stored<T> write(T record) {
      Map<String, Held> map = editable(record.kind());
      Held before = map.get(record.key());
      long at = revision + 1;
      Stored<T> after =
          before == null
              ? new Stored<>(record, HISTORY, at, at, 0, now)
              : new Stored<>(
                  record,
                  HISTORY,
                  before.stored().createRevision(),
                  at,
                  before.stored().revisionNumber() + 1,
                  before.stored().createdAt());
      map.put(record.key(), new Held(before == null ? nextPlace++ : before.place(), after));
      note(
          record.kind(),
          new Change(
              record.kind(),
              before == null ? Change.Operation.CREATED : Change.Operation.UPDATED,
              record.key(),
              Optional.of(after)));
      return after;
    }

    void delete(RecordKind kind, String key) {
      if (held(kind).containsKey(key)) {
        editable(kind).remove(key);
        note(kind, new Change(kind, Change.Operation.DELETED, key, Optional.empty()));
      }
    }

    ModelState build() {
      return new ModelState(revision + 1, next, nextPlace);
    }

    List<Change> changes() {
      return changes.values().stream().flatMap(of -> of.values().stream()).toList();
    }
  }
}
