package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.RowChange;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.cache.internal.state.StateDifference;
import dev.holdfast.datastore.cache.internal.state.StateReload;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Loads the state of a store, as of one revision.
 *
 * <p>Within one history the load is merged into the state that is there: rows that have not changed
 * are kept, so that there is never a second copy of them.
 */
final class Loader {

  private final Store store;
  private final Consumer<Format> formatKnown;
  private final Set<RecordKind> bounded;
  private final LoadProgress progress;

  /**
   * Makes a loader.
   *
   * @param store the store
   * @param formatKnown is told the store's format, before the rest is loaded
   * @param bounded the kinds of which a state holds no record
   * @param progress is told of the records that are read
   */
  Loader(
      Store store, Consumer<Format> formatKnown, Set<RecordKind> bounded, LoadProgress progress) {
    this.store = store;
    this.formatKnown = formatKnown;
    this.bounded = bounded;
    this.progress = progress;
  }

  /**
   * What a load came to.
   *
   * @param state the state
   * @param format the format of the store
   * @param changes what differs from the state before; nothing where there was none
   */
  record Loaded(State state, Format format, List<RowChange> changes) {}

  /**
   * Loads the state.
   *
   * @param before the state that is there, if any
   * @throws DataStoreException if the store must not be served
   */
  Loaded load(Optional<State> before) {
    try (Transaction transaction = store.blocking().open(BeginRequest.readOnly())) {
      Optional<KeyValue> record = transaction.get(Layout.FORMAT_KEY);
      if (record.isPresent()) {
        return load(before, Format.read(record.get()), transaction);
      }
      Format.requireNoLoad(transaction);
      if (!transaction
          .get(GetRequest.of(KeyRange.prefix(Layout.RECORDS)).limitedTo(1).keysOnly())
          .entries()
          .isEmpty()) {
        throw new DataStoreException(
            Reason.FORMAT_UNKNOWN, "the store holds records, and no record of their format");
      }
    }
    writeFormat();
    return load(before);
  }

  /** Lays an empty store out; if others do it at the same time, one of them does. */
  private void writeFormat() {
    try {
      store
          .blocking()
          .commit(
              CommitRequest.oneShot(
                  TxnId.random(),
                  List.of(new Check(Layout.FORMAT_KEY, Precondition.absent())),
                  List.of(Mutation.put(Layout.FORMAT_KEY, Format.fresh()))));
    } catch (StoreException e) {
      switch (e.reason()) {
        case PRECONDITION_FAILED, CONFLICT -> {
          // Somebody else wrote it, and the next look finds it.
        }
        default -> throw e;
      }
    }
  }

  private Loaded load(Optional<State> before, Format format, Transaction transaction) {
    formatKnown.accept(format);
    Header snapshot = transaction.snapshot();
    Floor floor = new Floor(snapshot.historyId(), snapshot.revision());
    Optional<State> kept =
        before.filter(state -> state.floor().historyId().equals(floor.historyId()));
    kept.ifPresent(state -> requireForward(state.floor(), floor));
    List<RowChange> changes = new ArrayList<>();
    StateReload reload =
        new StateReload(
            kept.orElseGet(() -> State.empty(new Floor(floor.historyId(), 0), bounded)),
            kept.isPresent() ? changes::add : change -> {});
    scan(transaction, reload, before.isEmpty());
    State state = reload.build(floor);
    if (before.isPresent() && kept.isEmpty()) {
      changes.addAll(StateDifference.between(before.get(), state));
    }
    return new Loaded(state, format, changes);
  }

  private static void requireForward(Floor known, Floor loaded) {
    if (loaded.revision() < known.revision()) {
      throw new DataStoreException(
          Reason.BEHIND,
          "the store answers revision "
              + loaded.revision()
              + " of a history of which revision "
              + known.revision()
              + " has been seen; where a backup was restored, begin a new history");
    }
  }

  /**
   * Reads all records: by two threads, each of which decodes a page while the next is read, if
   * nobody can be served before the end; and otherwise one page after the other, which leaves more
   * to those who read meanwhile.
   */
  private void scan(Transaction transaction, StateReload reload, boolean hurried) {
    Scan scan = new Scan(store, transaction.id(), reload::put, progress);
    if (hurried) {
      scan.runParted(StateReload.PARTING);
    } else {
      scan.run();
    }
  }
}
