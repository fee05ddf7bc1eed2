package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.BoundedRows;
import dev.holdfast.datastore.cache.internal.feed.Replica;
import dev.holdfast.datastore.cache.internal.feed.Snapshots;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.PlainRow;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.cache.internal.state.StateEditor;
import dev.holdfast.datastore.cache.internal.write.StoreFailures;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Answers of a kind of which the cache holds so many records only: one record from what is held of
 * it, or from the store; a listing from the store, whose records of the kind are one state of it.
 *
 * <p>What is read of the store may be later than the cache's state. The answer is then given when
 * the cache has come that far, so that no later answer is of an earlier state.
 */
public final class BoundedViews implements Views {

  private final Views held;
  private final BoundedRows rows;
  private final Replica replica;
  private final Store store;
  private final Snapshots snapshots;

  /**
   * Makes the views of a kind.
   *
   * @param held finds the cache's state
   * @param rows what is held of the kind
   * @param replica the cache's state
   * @param store the store
   * @param timing how long things last
   */
  public BoundedViews(Views held, BoundedRows rows, Replica replica, Store store, Timing timing) {
    this.held = held;
    this.rows = rows;
    this.replica = replica;
    this.store = store;
    this.snapshots = new Snapshots(timing);
  }

  @Override
  public <T> Read<Optional<T>> fetch(
      RecordKind kind,
      String name,
      ReadConsistency consistency,
      BiFunction<State, PlainRow, T> decoder) {
    View view = held.view(consistency);
    BoundedRows.Held known;
    try {
      known = rows.find(Layout.key(kind, name), view.floor());
    } catch (StoreException e) {
      throw StoreFailures.ofRead(e);
    }
    boolean later = isLater(known.from(), view.floor());
    State state = later ? replica.reach(known.from()).state() : view.state();
    Floor floor = later ? known.from() : view.floor();
    return new Read<>(known.row().map(row -> decoder.apply(state, row)), floor, view.age());
  }

  private static boolean isLater(Floor floor, Floor other) {
    return !floor.historyId().equals(other.historyId()) || floor.revision() > other.revision();
  }

  @Override
  public View view(ReadConsistency consistency) {
    View view = held.view(consistency);
    State scanned = read();
    if (isLater(view.floor(), scanned.floor())
        && view.floor().historyId().equals(scanned.floor().historyId())) {
      throw new DataStoreException(
          Reason.BEHIND,
          "the store answers revision "
              + scanned.floor().revision()
              + ", and revision "
              + view.floor().revision()
              + " has been seen; try again later");
    }
    var unused = replica.reach(scanned.floor());
    return new View(scanned, scanned.floor(), view.age());
  }

  private State read() {
    try {
      return scan();
    } catch (StoreException e) {
      throw StoreFailures.ofRead(e);
    }
  }

  private State scan() {
    try (Transaction transaction = store.blocking().open(BeginRequest.readOnly())) {
      Header snapshot = transaction.snapshot();
      StateEditor editor = new StateEditor(State.empty(new Floor(snapshot.historyId(), 0)));
      GetRequest request = GetRequest.of(KeyRange.prefix(Layout.prefix(rows.kind())));
      while (true) {
        GetResult page = transaction.get(request);
        page.entries().forEach(editor::put);
        if (!page.more()) {
          return editor.build(new Floor(snapshot.historyId(), snapshot.revision()));
        }
        request = request.startingAfter(page.entries().get(page.entries().size() - 1).key());
      }
    }
  }

  /** Returns the state that was kept, or reads it again where nothing has changed since. */
  @Override
  public Optional<State> kept(Floor floor) {
    Optional<State> kept = snapshots.find(floor);
    if (kept.isPresent() || !replica.loaded().state().isUnchangedSince(floor)) {
      return kept;
    }
    State scanned = read();
    boolean unchanged = replica.reach(scanned.floor()).state().isUnchangedSince(floor);
    return unchanged ? Optional.of(scanned) : Optional.empty();
  }

  @Override
  public void keep(State state, Floor floor) {
    snapshots.keep(floor, state);
  }
}
