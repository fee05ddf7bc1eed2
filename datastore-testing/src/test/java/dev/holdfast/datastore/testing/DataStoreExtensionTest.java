package dev.holdfast.datastore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.DataStoreOptions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class DataStoreExtensionTest {

  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @Nested
  @ExtendWith(DataStoreExtension.class)
  class ByParameter {

    @RepeatedTest(2)
    void eachTestHasAnEmptyOne(DataStore dataStore) {
      assertThat(dataStore.bundles().count()).isZero();

      dataStore.bundles().create(Bundle.builder(DOMAIN).build());

      assertThat(dataStore.bundles().fetch(DOMAIN)).isPresent();
    }
  }

  @Nested
  class ByField {

    @RegisterExtension
    private final DataStoreExtension servers =
        DataStoreExtension.servers(2)
            .with(DataStoreOptions.standard().by(Clock.fixed(NOON, ZoneOffset.UTC)));

    @Test
    void serversShareOneStore() {
      Stored<Bundle> created =
          servers.dataStore(0).bundles().create(Bundle.builder(DOMAIN).build());

      assertThat(servers.dataStore(1).bundles().fetch(DOMAIN)).contains(created);
      assertThat(created.createdAt()).isEqualTo(NOON);
      assertThatThrownBy(() -> servers.dataStore(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void dataStore_outsideOfATest() {
    assertThatThrownBy(() -> new DataStoreExtension().dataStore())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> DataStoreExtension.servers(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
