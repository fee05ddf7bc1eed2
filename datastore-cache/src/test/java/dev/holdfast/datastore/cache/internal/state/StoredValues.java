package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.Set;

/** Records as they lie in a store, and what tests of states have in common. */
final class StoredValues {

  private StoredValues() {}

  /**
   * When a record was written.
   *
   * @param create the revision at which it came into being
   * @param position where it stood among those created by one commit
   * @param mod the revision at which it was last written
   */
  record At(long create, int position, long mod) {}

  static Bytes keyOf(RegistrationEntry entry) {
    return Layout.key(RecordKind.REGISTRATION_ENTRY, entry.id());
  }

  static KeyValue stored(RegistrationEntry entry, At at) {
    byte[] value =
        EntryCodec.encode(entry).toBuilder().setMetadata(position(at)).build().toByteArray();
    return new KeyValue(keyOf(entry), Bytes.wrap(value), at.create(), at.mod(), 1);
  }

  static KeyValue stored(AttestedNode node, At at) {
    byte[] value =
        NodeCodec.encode(node).toBuilder().setMetadata(position(at)).build().toByteArray();
    return new KeyValue(
        Layout.key(RecordKind.ATTESTED_NODE, node.key()),
        Bytes.wrap(value),
        at.create(),
        at.mod(),
        1);
  }

  static KeyValue stored(NodeSelectorSet set, At at) {
    byte[] value =
        NodeSelectorsCodec.encode(set).toBuilder().setMetadata(position(at)).build().toByteArray();
    return new KeyValue(
        Layout.key(RecordKind.NODE_SELECTORS, set.key()),
        Bytes.wrap(value),
        at.create(),
        at.mod(),
        1);
  }

  private static Metadata position(At at) {
    return Metadata.newBuilder().setPosition(at.position()).build();
  }

  /** Returns the names of rows, in order, having checked that they are counted right. */
  static List<String> names(Rows<?> rows, Matches matches) {
    List<String> names = new ArrayList<>();
    for (PrimitiveIterator.OfInt all = matches.ordinals(0); all.hasNext(); ) {
      names.add(rows.get(all.nextInt()).name());
    }
    if (matches.count() != names.size()) {
      throw new AssertionError(matches.count() + " are counted, and there are " + names);
    }
    return names;
  }

  static <T> T oneOf(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  static <T> Set<T> someOf(List<T> all, int most, Random random) {
    Set<T> some = new HashSet<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      some.add(oneOf(all, random));
    }
    return some;
  }
}
