package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The entries that agents with the same seeds may hand out, from one revision to another between
 * which none of them has changed, and what the answers before differed in. Thread-safe.
 */
final class Authorized {

  /** How many answers before are remembered, for agents that ask what has changed since. */
  private static final int MOST_BEFORE = 64;

  /** How many differences these have together, beyond those of the last one. */
  private static final int MOST_DIFFERENCES = 1_024;

  private static final Authorizations.Difference NOTHING =
      new Authorizations.Difference(List.of(), List.of());

  private final Seeds seeds;
  private final Span span;
  private final List<EntryRow> rows;
  private final List<Before> before;

  /** The rows of the entries that differ in some answer before, in the order of their creation. */
  private final Map<String, EntryRow> differing;

  /**
   * An answer before, as it differs from the one that followed it.
   *
   * @param span where it held
   * @param revisions of the entries that differ, the revisions in this answer; nothing where an
   *     entry was none of it
   */
  private record Before(Span span, Map<String, OptionalLong> revisions) {}

  private Authorized(Seeds seeds, Span span, List<EntryRow> rows, List<Before> before) {
    this.seeds = seeds;
    this.span = span;
    this.rows = List.copyOf(rows);
    this.before = before;
    this.differing = differing(rows, before);
  }

  private static Map<String, EntryRow> differing(List<EntryRow> rows, List<Before> before) {
    if (before.isEmpty()) {
      return Map.of();
    }
    Set<String> ids = new HashSet<>();
    before.forEach(earlier -> ids.addAll(earlier.revisions().keySet()));
    Map<String, EntryRow> differing = new LinkedHashMap<>();
    for (EntryRow row : rows) {
      if (ids.contains(row.name())) {
        differing.put(row.name(), row);
      }
    }
    return differing;
  }

  /** Returns an answer that holds in a state, and remembers nothing. */
  static Authorized of(Seeds seeds, State state, List<EntryRow> rows) {
    return new Authorized(seeds, new Span(state), rows, List.of());
  }

  /** Returns an answer that holds in a state, after this one, which does no longer. */
  Authorized followedBy(State state, List<EntryRow> next) {
    if (!span.isOf(state.floor().historyId())) {
      return of(seeds, state, next);
    }
    List<Before> trail = new ArrayList<>();
    trail.add(new Before(span, differencesTo(next)));
    int room = MOST_DIFFERENCES;
    for (Before earlier : before) {
      room -= earlier.revisions().size();
      if (room < 0 || trail.size() == MOST_BEFORE) {
        break;
      }
      trail.add(earlier);
    }
    return new Authorized(seeds, new Span(state), next, List.copyOf(trail));
  }

  private Map<String, OptionalLong> differencesTo(List<EntryRow> next) {
    Map<String, Long> here = revisions();
    Map<String, OptionalLong> differences = new HashMap<>();
    for (EntryRow row : next) {
      Long revision = here.remove(row.name());
      if (revision == null) {
        differences.put(row.name(), OptionalLong.empty());
      } else if (revision != row.modRevision()) {
        differences.put(row.name(), OptionalLong.of(revision));
      }
    }
    here.forEach((id, revision) -> differences.put(id, OptionalLong.of(revision)));
    return Map.copyOf(differences);
  }

  private Map<String, Long> revisions() {
    Map<String, Long> revisions = new HashMap<>();
    rows.forEach(row -> revisions.put(row.name(), row.modRevision()));
    return revisions;
  }

  boolean isAheadOf(State state) {
    return span.isAheadOf(state);
  }

  /** Returns whether the answer is that of a state too, and notes that it is. */
  boolean holdsIn(State state) {
    return span.takes(
        state, revision -> seeds.areChangedAfter(revision, state.entries()), revision -> false);
  }

  Seeds seeds() {
    return seeds;
  }

  int weight() {
    return rows.size()
        + differing.size()
        + before.stream().mapToInt(it -> 1 + it.revisions().size()).sum();
  }

  /** Returns the entries, in the order of their creation. */
  List<EntryRow> rows() {
    return rows;
  }

  /**
   * Returns what has changed from the answer of a state to this one, if that is remembered.
   *
   * @param floor the state
   * @param then the latest answer of the seeds that held in it
   */
  Optional<Authorizations.Difference> since(Floor floor, Authorized then) {
    if (then != this) {
      return then.revisionsAt(floor).map(this::since);
    }
    return span.holds(floor) ? Optional.of(NOTHING) : differencesAt(floor).map(this::sinceOwn);
  }

  private Optional<Map<String, Long>> revisionsAt(Floor floor) {
    if (span.holds(floor)) {
      return Optional.of(revisions());
    }
    return differencesAt(floor)
        .map(
            differences -> {
              Map<String, Long> revisions = revisions();
              differences.forEach(
                  (id, revision) ->
                      revision.ifPresentOrElse(
                          known -> revisions.put(id, known), () -> revisions.remove(id)));
              return revisions;
            });
  }

  /**
   * Returns, of the entries that differ in the answer before that a state had or in one after it,
   * the revisions in that answer; nothing if it is not remembered.
   */
  private Optional<Map<String, OptionalLong>> differencesAt(Floor floor) {
    Map<String, OptionalLong> differences = new HashMap<>();
    for (Before earlier : before) {
      differences.putAll(earlier.revisions());
      if (earlier.span().holds(floor)) {
        return Optional.of(differences);
      }
    }
    return Optional.empty();
  }

  /** Returns what has changed since an answer of the same seeds, without a look at the rest. */
  private Authorizations.Difference sinceOwn(Map<String, OptionalLong> known) {
    List<EntryRow> changed = new ArrayList<>();
    differing.forEach(
        (id, row) -> {
          OptionalLong revision = known.remove(id);
          if (revision != null && !revision.equals(OptionalLong.of(row.modRevision()))) {
            changed.add(row);
          }
        });
    known.values().removeIf(OptionalLong::isEmpty);
    return new Authorizations.Difference(changed, known.keySet().stream().sorted().toList());
  }

  private Authorizations.Difference since(Map<String, Long> known) {
    List<EntryRow> changed = new ArrayList<>();
    for (EntryRow row : rows) {
      Long revision = known.remove(row.name());
      if (revision == null || revision != row.modRevision()) {
        changed.add(row);
      }
    }
    return new Authorizations.Difference(changed, known.keySet().stream().sorted().toList());
  }
}
