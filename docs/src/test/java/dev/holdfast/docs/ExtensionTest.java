package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.testing.DataStoreExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the guide of embedding shows of tests. */
class ExtensionTest {

  private static final SpiffeId PARENT = SpiffeId.parse("spiffe://example.org/node/1");

  @RegisterExtension private final DataStoreExtension holdfast = new DataStoreExtension();

  @Test
  void entries_ofOneParent() {
    DataStore dataStore = holdfast.dataStore();
    dataStore.entries().create(entry("web"));

    assertThat(dataStore.entries().list(EntryFilter.all().byParentId(PARENT))).hasSize(1);
  }

  private static RegistrationEntry entry(String name) {
    return RegistrationEntry.builder()
        .parentId(PARENT)
        .spiffeId(SpiffeId.parse("spiffe://example.org/" + name))
        .selectors(Selector.parse("unix:user:" + name))
        .build();
  }
}
