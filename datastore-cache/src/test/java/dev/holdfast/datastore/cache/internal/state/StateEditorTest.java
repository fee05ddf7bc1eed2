package dev.holdfast.datastore.cache.internal.state;

import static dev.holdfast.datastore.cache.internal.state.StoredValues.keyOf;
import static dev.holdfast.datastore.cache.internal.state.StoredValues.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Change.Operation;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.state.StoredValues.At;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateEditorTest {

  private static final Bytes BROKEN = Bytes.of((byte) 0x0A, (byte) 0x7F);

  private final State empty = State.empty(new Floor("history", 0));

  @Test
  void put_longName() {
    SpiffeId id = SpiffeId.parse("spiffe://example.org/" + "x".repeat(2_000));
    KeyValue node = stored(AttestedNode.builder(id).build(), new At(1, 0, 1));
    StateEditor editor = new StateEditor(empty);
    editor.put(node);
    State state = editor.build(new Floor("history", 1));

    assertThat(node.key().size()).isLessThan(64);
    assertThat(state.find(RecordKind.ATTESTED_NODE, id.toString()))
        .hasValueSatisfying(row -> assertThat(row.name()).isEqualTo(id.toString()));
    StateEditor next = new StateEditor(state);
    assertThat(next.delete(node.key()))
        .hasValueSatisfying(change -> assertThat(change.name()).isEqualTo(id.toString()));
    assertThat(next.build(new Floor("history", 2)).nodes().rows().size()).isZero();
  }

  @Test
  void put_unreadableValueIsLeftOutUntilWrittenAnew() {
    RegistrationEntry first = entry("first");
    RegistrationEntry second = entry("second");
    KeyValue misplaced =
        new KeyValue(keyOf(entry("other")), stored(second, new At(2, 0, 2)).value(), 1, 1, 1);
    StateEditor load = new StateEditor(empty);

    assertThat(load.put(new KeyValue(keyOf(first), BROKEN, 1, 1, 1))).isEmpty();
    assertThat(load.put(misplaced)).isEmpty();
    assertThat(load.put(stored(second, new At(2, 0, 2)))).isPresent();
    State state = load.build(new Floor("history", 2));
    assertThat(names(state)).containsExactly("second");
    assertThat(state.unreadable()).containsExactlyInAnyOrder(keyOf(first), misplaced.key());

    // It was created before the other, so it belongs before it once it can be read.
    StateEditor cure = new StateEditor(state);
    assertThat(cure.put(stored(first, new At(1, 0, 3))))
        .hasValueSatisfying(change -> assertThat(change.operation()).isEqualTo(Operation.CREATED));
    assertThat(cure.delete(misplaced.key())).isEmpty();
    State cured = cure.build(new Floor("history", 3));
    assertThat(names(cured)).containsExactly("first", "second");
    assertThat(cured.unreadable()).isEmpty();

    StateEditor spoil = new StateEditor(cured);
    assertThat(spoil.put(new KeyValue(keyOf(second), BROKEN, 2, 4, 2)))
        .hasValueSatisfying(change -> assertThat(change.operation()).isEqualTo(Operation.DELETED));
    assertThat(names(spoil.build(new Floor("history", 4)))).containsExactly("first");
  }

  @Test
  void put_unknownKind() {
    StateEditor editor = new StateEditor(empty);

    assertThat(editor.put(new KeyValue(Bytes.utf8("r/z/x"), Bytes.empty(), 1, 1, 1))).isEmpty();
    assertThat(editor.build(new Floor("history", 1)).unreadable())
        .containsExactly(Bytes.utf8("r/z/x"));
  }

  @Test
  void put_createdAnewByOneCommit() {
    StateEditor load = new StateEditor(empty);
    load.put(stored(entry("a"), new At(1, 0, 1)));
    load.put(stored(entry("b"), new At(1, 1, 1)));
    StateEditor next = new StateEditor(load.build(new Floor("history", 1)));

    assertThat(next.put(stored(entry("a"), new At(2, 0, 2))))
        .hasValueSatisfying(change -> assertThat(change.operation()).isEqualTo(Operation.CREATED));

    assertThat(names(next.build(new Floor("history", 2)))).containsExactly("b", "a");
  }

  @Test
  void put_positionsOrderWhatOneCommitCreated() {
    StateEditor load = new StateEditor(empty);
    load.put(stored(entry("a"), new At(1, 2, 1)));
    load.put(stored(entry("b"), new At(1, 0, 1)));
    load.put(stored(entry("c"), new At(1, 1, 1)));

    State state = load.build(new Floor("history", 1));

    assertThat(names(state)).containsExactly("b", "c", "a");
    assertThat(state.entries().rows().behind(1, 1)).isEqualTo(2);
    assertThat(state.entries().rows().behind(0, 9)).isZero();
    assertThat(state.entries().rows().behind(2, 0)).isEqualTo(3);
  }

  @Test
  void build_nothingChanged() {
    StateEditor load = new StateEditor(empty);
    load.put(stored(entry("a"), new At(1, 0, 1)));
    State state = load.build(new Floor("history", 1));

    StateEditor next = new StateEditor(state);
    next.delete(keyOf(entry("absent")));

    assertThat(next.build(new Floor("history", 5)).changedAt()).isEqualTo(1);
    assertThat(state.at(5).changedAt()).isEqualTo(1);
    assertThat(state.at(5).floor()).isEqualTo(new Floor("history", 5));
  }

  private static List<String> names(State state) {
    return StoredValues.names(state.entries().rows(), state.entries().find(EntryFilter.all()));
  }

  private static RegistrationEntry entry(String id) {
    return RegistrationEntry.builder()
        .id(id)
        .spiffeId(SpiffeId.parse("spiffe://example.org/x"))
        .selectors(Selector.parse("unix:uid:1"))
        .build();
  }
}
