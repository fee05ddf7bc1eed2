package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.Rows;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;

/**
 * Compares the cache with its store, value by value, while both go on.
 *
 * <p>A scan that takes its time differs from any one state. So it only names suspects, and each of
 * them is looked at by itself, against a state that is no older than the look.
 */
final class Verification {

  /** A key may be written between two glances; hardly ever this often. */
  private static final int LOOKS = 3;

  private final Store store;
  private final Replica replica;
  private final Set<Bytes> suspects = new LinkedHashSet<>();
  private final Map<RecordKind, BitSet> seen = new EnumMap<>(RecordKind.class);

  /**
   * Makes a comparison, which is done once.
   *
   * @param store the store
   * @param replica the cache's state
   */
  Verification(Store store, Replica replica) {
    this.store = store;
    this.replica = replica;
    for (RecordKind kind : RecordKind.values()) {
      seen.put(kind, new BitSet());
    }
  }

  /** Returns the keys that the cache has wrong. */
  List<Bytes> run() {
    State state = replica.loaded().state();
    GetRequest request = GetRequest.of(KeyRange.prefix(Layout.RECORDS));
    while (true) {
      GetResult page = BlockingStore.await(store.get(request));
      page.entries().forEach(stored -> compare(state, stored));
      if (!page.more()) {
        break;
      }
      request = request.startingAfter(page.entries().get(page.entries().size() - 1).key());
    }
    seen.forEach((kind, ordinals) -> suspectUnseen(state.rows(kind), ordinals));
    return suspects.stream().filter(this::isWrong).toList();
  }

  private void compare(State state, KeyValue stored) {
    Optional<RecordKind> kind = Layout.kindOf(stored.key()).filter(state::holds);
    if (kind.isEmpty()) {
      return;
    }
    Optional<Row> row = state.find(kind.get(), stored.key());
    BitSet ofKind = seen.get(kind.get());
    if (row.isPresent() && ofKind != null) {
      ofKind.set(row.get().ordinal());
    }
    boolean writtenSince = stored.modRevision() > state.floor().revision();
    if (!writtenSince && !agrees(state, stored)) {
      suspects.add(stored.key());
    }
  }

  private static boolean agrees(State state, KeyValue stored) {
    return state.unreadable().contains(stored.key())
        || find(state, stored.key()).filter(row -> row.isOf(stored)).isPresent();
  }

  private static Optional<Row> find(State state, Bytes key) {
    return Layout.kindOf(key).flatMap(kind -> state.find(kind, key));
  }

  private void suspectUnseen(Rows<? extends Row> rows, BitSet ordinals) {
    for (PrimitiveIterator.OfInt all = rows.ordinals(0); all.hasNext(); ) {
      int ordinal = all.nextInt();
      if (!ordinals.get(ordinal)) {
        suspects.add(rows.get(ordinal).storedKey());
      }
    }
  }

  private boolean isWrong(Bytes key) {
    for (int look = 0; look < LOOKS; look++) {
      GetResult answer = BlockingStore.await(store.get(GetRequest.of(key)));
      Floor floor = new Floor(answer.header().historyId(), answer.header().revision());
      State state = replica.reach(floor).state();
      Optional<Row> row = find(state, key);
      boolean right =
          answer.entries().isEmpty() ? row.isEmpty() : agrees(state, answer.entries().get(0));
      if (right || row.filter(it -> it.modRevision() > floor.revision()).isPresent()) {
        return false;
      }
    }
    return true;
  }
}
