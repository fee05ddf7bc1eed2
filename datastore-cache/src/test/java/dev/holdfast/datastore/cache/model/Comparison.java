package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.cache.model.Answer.Refused;
import dev.holdfast.datastore.cache.model.Operation.Freshness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One run of a script against the DataStore and the model.
 *
 * <p>The model numbers its commits without gaps; the store's revisions of them are learned from the
 * answers of writes, one by one. A read must reflect one revision, which it tells: the model then
 * answers from that state. Used once.
 */
final class Comparison implements AutoCloseable {

  private static final Duration SNAPSHOTS_LAST = Duration.ofSeconds(60);
  private static final Duration CHANGES_LAST = Duration.ofSeconds(75);

  private final ScriptTime time = new ScriptTime();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Model model = new Model(time);
  private final Place place;
  private final Reach reach;
  private final Side real;
  private final Side ideal;
  private final String historyId;

  /** The store's revision of each commit of the model, and when it was made. */
  private final List<Long> revisions = new ArrayList<>();

  private final List<Long> committedAt = new ArrayList<>();

  /** What each server has shown, at least. */
  private final List<Integer> shown;

  /** When the last page of each listing was told. */
  private final Map<Side.Listing, Long> pagedAt = new HashMap<>();

  private Comparison(Place place, Reach reach) {
    this.place = place;
    this.reach = reach;
    List<DataStore> servers = place.open(time, opened::push);
    Floor start = servers.get(0).bundles().count(ReadConsistency.current()).floor();
    this.historyId = start.historyId();
    this.shown = new ArrayList<>(Collections.nCopies(servers.size(), 0));
    note(start.revision());
    this.real =
        new Side(
            servers,
            back -> new Floor(historyId, revisions.get(Math.max(0, head() - back))),
            time::skip);
    this.ideal =
        new Side(
            Collections.nCopies(servers.size(), model),
            back -> new Floor(ModelState.HISTORY, Math.max(0, head() - back)),
            skipped -> {});
  }

  /** Runs a script until the two sides part. */
  static Optional<Difference> run(Place place, List<Operation> script, Reach reach) {
    try (Comparison comparison = new Comparison(place, reach)) {
      for (int i = 0; i < script.size(); i++) {
        int at = i;
        Optional<String> problem = comparison.step(script.get(i));
        if (problem.isPresent()) {
          return problem.map(it -> new Difference(at, it));
        }
      }
      return Optional.empty();
    }
  }

  private int head() {
    return revisions.size() - 1;
  }

  private void note(long revision) {
    revisions.add(revision);
    committedAt.add(time.nanoTime());
  }

  private Optional<String> step(Operation operation) {
    time.tick();
    Optional<Side.Listing> listing =
        operation.listing().stream()
            .boxed()
            .flatMap(it -> Optional.ofNullable(real.listings.get(it)).stream())
            .findFirst();
    Object theirs = Answer.of(operation, real);
    real.listings.values().forEach(it -> pagedAt.putIfAbsent(it, time.nanoTime()));
    reach.note(operation, theirs);
    if (theirs instanceof Refused refused && mayBeGone(operation, refused, listing)) {
      operation.listing().ifPresent(ideal.listings::remove);
      return Optional.empty();
    }
    Optional<Floor> floor = Answer.floorOf(theirs);
    int before = head();
    model.show(floor.map(this::index).orElse(before));
    Object ours = Answer.of(operation, ideal);
    return floor
        .flatMap(it -> tooOld(operation, it, listing))
        .or(() -> committed(operation, theirs, before))
        .or(() -> different(theirs, ours));
  }

  /** Returns whether a page's state, or what a slow reader left, need not be kept any more. */
  private boolean mayBeGone(Operation operation, Refused refused, Optional<Side.Listing> listing) {
    if (refused.reason() == Reason.SNAPSHOT_MOVED) {
      return listing.filter(it -> mayBeMoved(operation, it)).isPresent();
    }
    boolean gone = refused.reason() == Reason.SLOW_CONSUMER && someStreamIsLate();
    if (gone) {
      real.closeStreams();
      ideal.closeStreams();
    }
    return gone;
  }

  private boolean someStreamIsLate() {
    return ideal.streams.values().stream()
        .anyMatch(stream -> isLate((int) stream.position().revision() + 1));
  }

  /** Returns whether a commit, or the first one there is, is so old that it need not be kept. */
  private boolean isLate(int commit) {
    int oldest = Math.max(1, commit);
    return oldest <= head() && time.nanoTime() - committedAt.get(oldest) >= CHANGES_LAST.toNanos();
  }

  private boolean mayBeMoved(Operation operation, Side.Listing listing) {
    // Another server need not know the state, not even where it is the latest one.
    boolean elsewhere = operation.server() != listing.server();
    boolean late = time.nanoTime() - pagedAt.getOrDefault(listing, 0L) >= SNAPSHOTS_LAST.toNanos();
    return elsewhere || (late && index(listing.floor()) < head());
  }

  /** Returns the model's commit of a state: the last one that is not behind it. */
  private int index(Floor floor) {
    int found = Collections.binarySearch(revisions, floor.revision());
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  private Optional<String> tooOld(
      Operation operation, Floor floor, Optional<Side.Listing> listing) {
    int index = index(floor);
    if (!floor.historyId().equals(historyId)) {
      return Optional.of("the answer is of history " + floor.historyId());
    }
    if (listing.isPresent() && floor.equals(listing.get().floor())) {
      return Optional.empty();
    }
    if (listing.isPresent() && !mayBeMoved(operation, listing.get())) {
      return Optional.of("the page shows another revision than the page before");
    }
    int least = operation.freshness() == Freshness.CACHED ? shown.get(operation.server()) : head();
    if (index < least) {
      return Optional.of("the answer is of commit " + index + ", and " + least + " is due");
    }
    shown.set(operation.server(), index);
    return Optional.empty();
  }

  /** Learns the revisions of the commits that the model has made. */
  private Optional<String> committed(Operation operation, Object theirs, int before) {
    long expected = model.head().revision - before;
    if (expected == 0 && place.revisions() == Place.Revisions.ALL_THAT_HAPPENS) {
      return Optional.empty(); // what is told is how far the cluster was
    }
    long last = revisions.get(before);
    TreeSet<Long> told = new TreeSet<>();
    Answer.revisions(
        theirs,
        revision -> {
          if (revision > last) {
            told.add(revision);
          }
        });
    told.forEach(this::note);
    if (!told.isEmpty()) {
      shown.set(operation.server(), head());
    }
    return told.size() == expected
        ? Optional.empty()
        : Optional.of(
            told.size()
                + " commits rather than "
                + expected
                + ", answering "
                + Answer.normal(theirs, this::modelRevision));
  }

  private Optional<String> different(Object theirs, Object ours) {
    Object told = Answer.normal(theirs, this::modelRevision);
    Object expected = Answer.normal(ours, revision -> revision);
    return told.equals(expected)
        ? Optional.empty()
        : Optional.of("answers  " + told + "\n  rather than " + expected);
  }

  /** Returns the model's number of a revision; a negative one if there is none. */
  private long modelRevision(long revision) {
    int found = Collections.binarySearch(revisions, revision);
    return found >= 0 ? found : -revision;
  }

  @Override
  public void close() {
    real.closeStreams();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new AssertionError("cannot clear up after a script", e);
      }
    }
  }
}
