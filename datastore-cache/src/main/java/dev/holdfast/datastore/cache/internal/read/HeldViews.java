package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.Replica;
import dev.holdfast.datastore.cache.internal.feed.RevisionQuery;
import dev.holdfast.datastore.cache.internal.feed.Snapshots;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import dev.holdfast.datastore.cache.internal.feed.Waits;
import dev.holdfast.datastore.cache.internal.state.PlainRow;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.cache.internal.write.StoreFailures;
import dev.holdfast.store.Header;
import dev.holdfast.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** Answers from the cache's state, which holds every record. */
public final class HeldViews implements Views {

  private final Replica replica;
  private final RevisionQuery revision;
  private final Snapshots snapshots;
  private final Timing timing;

  /**
   * Makes the views of a cache.
   *
   * @param replica the cache's state
   * @param revision asks the store for its revision
   * @param timing how long things last
   */
  public HeldViews(Replica replica, RevisionQuery revision, Timing timing) {
    this.replica = replica;
    this.revision = revision;
    this.snapshots = new Snapshots(timing);
    this.timing = timing;
  }

  @Override
  public View view(ReadConsistency consistency) {
    if (consistency instanceof ReadConsistency.AtLeast atLeast) {
      return atLeast(atLeast.floor());
    }
    if (consistency == ReadConsistency.cached()) {
      // The age is taken first, so that it is never too low for the state.
      Duration age = replica.age();
      return view(replica.loaded(), age);
    }
    // Until the first load there is no answer whatever the store's revision.
    var unused = replica.loaded();
    return view(replica.reach(storeFloor()), Duration.ZERO);
  }

  @Override
  public <T> Read<Optional<T>> fetch(
      RecordKind kind,
      String name,
      ReadConsistency consistency,
      BiFunction<State, PlainRow, T> decoder) {
    View view = view(consistency);
    return view.answer(
        view.state().find(kind, name).map(row -> decoder.apply(view.state(), (PlainRow) row)));
  }

  /** Returns the latest state where it has not changed since, or one that was kept. */
  @Override
  public Optional<State> kept(Floor floor) {
    State latest = replica.loaded().state();
    return latest.isUnchangedSince(floor) ? Optional.of(latest) : snapshots.find(floor);
  }

  @Override
  public void keep(State state, Floor floor) {
    snapshots.keep(floor, state);
  }

  private View atLeast(Floor floor) {
    Floor known = replica.loaded().state().floor();
    if (!known.historyId().equals(floor.historyId())) {
      // Perhaps this server has not noticed yet that a new history began.
      Floor current = storeFloor();
      if (!current.historyId().equals(floor.historyId())) {
        throw new DataStoreException(
            Reason.HISTORY_CHANGED,
            "the floor belongs to history "
                + floor.historyId()
                + ", and the store is in history "
                + current.historyId()
                + "; read anew without it");
      }
    }
    Duration age = replica.age();
    return view(replica.reach(floor), age);
  }

  private Floor storeFloor() {
    try {
      Header header =
          Waits.await(revision.ask(), timing.patience())
              .orElseThrow(
                  () ->
                      new DataStoreException(
                          Reason.AWAY,
                          "the store did not tell its revision within "
                              + timing.patience()
                              + "; try again later"));
      return new Floor(header.historyId(), header.revision());
    } catch (StoreException e) {
      throw StoreFailures.ofRead(e);
    }
  }

  private static View view(Replica.Known known, Duration age) {
    return new View(known.state(), known.state().floor(), age);
  }
}
