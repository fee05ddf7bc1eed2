package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.engine.HeadState;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The latest state under the counter's lock, with the changes of the group's earlier commits laid
 * over what the database holds.
 */
final class SqlHead implements HeadState {

  private final SqlSession session;
  private final SqlMeta meta;
  private final TouchedKeys touched;
  private final Map<Bytes, Optional<KeyValue>> known;
  private final NavigableMap<Bytes, Optional<KeyValue>> changed = new TreeMap<>();
  private long revision;

  SqlHead(SqlSession session, SqlMeta meta, LockedEntries entries, TouchedKeys touched) {
    this.session = session;
    this.meta = meta;
    this.touched = touched;
    this.known = entries.known();
    this.revision = meta.revision();
  }

  /** Returns the counter's row before the group. */
  SqlMeta meta() {
    return meta;
  }

  /** Lays the changes of a commit over the state. */
  void apply(long commitRevision, List<Event> events) {
    revision = commitRevision;
    for (Event event : events) {
      Optional<KeyValue> after =
          event instanceof Event.Put put ? Optional.of(put.entry()) : Optional.empty();
      known.put(event.key(), after);
      changed.put(event.key(), after);
    }
  }

  /** Returns what the group has made of the keys that it changed. */
  NavigableMap<Bytes, Optional<KeyValue>> changed() {
    return changed;
  }

  @Override
  public Header header() {
    return new Header(revision, meta.historyId());
  }

  @Override
  public Optional<KeyValue> get(Bytes key) {
    return known.computeIfAbsent(
        key,
        absent ->
            Unchecked.call(
                () ->
                    session.queryFirst(
                        session.statements().selectEntry,
                        statement -> statement.setBytes(1, absent.toByteArray()),
                        row -> EntryRow.read(row, 0))));
  }

  @Override
  public List<KeyValue> scan(KeyInterval interval, int limit) {
    NavigableMap<Bytes, Optional<KeyValue>> own = changedIn(interval);
    NavigableMap<Bytes, KeyValue> merged = new TreeMap<>();
    Unchecked.call(
        () -> {
          session.query(
              session.statements().selectEntries(SqlSession.bound(interval)),
              statement ->
                  statement.setInt(SqlSession.bind(statement, 1, interval), limit + own.size()),
              row -> {
                KeyValue entry = EntryRow.read(row, 0);
                merged.put(entry.key(), entry);
              });
          return merged;
        });
    own.forEach(
        (key, after) ->
            after.ifPresentOrElse(entry -> merged.put(key, entry), () -> merged.remove(key)));
    return merged.values().stream().limit(limit).toList();
  }

  @Override
  public boolean touchedSince(KeyInterval interval, long snapshot) {
    if (!changedIn(interval).isEmpty()) {
      return true;
    }
    if (touched.covers(snapshot)) {
      return touched.touchedSince(interval, snapshot);
    }
    return Unchecked.call(
        () ->
            session
                .queryFirst(
                    session.statements().selectTouched(SqlSession.bound(interval)),
                    statement ->
                        statement.setLong(SqlSession.bind(statement, 1, interval), snapshot),
                    row -> true)
                .isPresent());
  }

  @Override
  public boolean remembers(long snapshot) {
    return snapshot >= meta.compactRevision();
  }

  private NavigableMap<Bytes, Optional<KeyValue>> changedIn(KeyInterval interval) {
    if (interval.isEmpty()) {
      return new TreeMap<>();
    }
    NavigableMap<Bytes, Optional<KeyValue>> tail = changed.tailMap(interval.from(), true);
    return interval.until().map(until -> tail.headMap(until, false)).orElse(tail);
  }
}
