package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.DataStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the guide of embedding show. */
class EmbeddingTest {

  private static final SpiffeId NODE = SpiffeId.parse("spiffe://example.org/node/1");

  @TempDir private Path folder;
  private DataStore dataStore = DataStores.open("memory:");

  @BeforeEach
  void openStore() {
    dataStore.close();
    dataStore = DataStores.open("sqlite:" + folder.resolve("store.db"));
  }

  @AfterEach
  void closeStore() {
    dataStore.close();
  }

  @Test
  void open_createAndList() {
    String url = "sqlite:" + folder.resolve("another.db");

    try (DataStore dataStore = DataStores.open(url)) {
      SpiffeId node = SpiffeId.parse("spiffe://example.org/node/1");
      CreatedEntry created =
          dataStore
              .entries()
              .create(
                  RegistrationEntry.builder()
                      .parentId(node)
                      .spiffeId(SpiffeId.parse("spiffe://example.org/billing"))
                      .selectors(Selector.parse("k8s:ns:billing"), Selector.parse("k8s:sa:web"))
                      .build());
      System.out.println(created.existed() ? "it was there already" : "created");

      for (Stored<RegistrationEntry> entry :
          dataStore.entries().list(EntryFilter.all().byParentId(node))) {
        System.out.println(entry.value().spiffeId() + " at revision " + entry.modRevision());
      }
    }

    try (DataStore reopened = DataStores.open(url)) {
      assertThat(reopened.entries().count(EntryFilter.all())).isEqualTo(1);
    }
  }

  @Test
  void read_howFresh() {
    String id = create("web").value().id();

    var current = dataStore.entries().fetch(id);
    var cached = dataStore.entries().fetch(id, ReadConsistency.cached());
    var later =
        dataStore.entries().fetch(id, ReadConsistency.atLeast(current.orElseThrow().floor()));

    assertThat(cached.value()).isEqualTo(current);
    assertThat(later.value()).isEqualTo(current);
  }

  @Test
  void list_page() {
    create("web");
    create("mail");
    create("batch");
    List<RegistrationEntry> found = new ArrayList<>();

    EntryFilter filter =
        EntryFilter.all().bySelectors(Match.SUPERSET, Set.of(Selector.parse("unix:uid:0")));
    PageRequest request = PageRequest.first(2);
    while (true) {
      Page<Stored<RegistrationEntry>> page = dataStore.entries().list(filter, request);
      page.items().forEach(entry -> found.add(entry.value()));
      if (page.next().isEmpty()) {
        break;
      }
      request = request.after(page.next().get());
    }

    assertThat(found).hasSize(3);
  }

  @Test
  void update_onlyWhatWasRead() {
    Stored<RegistrationEntry> read = create("web");

    RegistrationEntry changed = read.value().toBuilder().hint("internal").build();
    dataStore
        .entries()
        .update(
            changed.id(),
            EntryUpdate.of(changed, Set.of(EntryField.HINT)),
            Expectation.unchanged(read));

    assertThatThrownBy(
            () ->
                dataStore
                    .entries()
                    .update(changed.id(), EntryUpdate.of(changed), Expectation.unchanged(read)))
        .isInstanceOfSatisfying(
            DataStoreException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(DataStoreException.Code.ABORTED));
  }

  @Test
  void batch_tellsWhatBecameOfEach() {
    List<String> refused = new ArrayList<>();
    List<RegistrationEntry> fleet =
        List.of(
            entry("web").build(),
            entry("mail").federatesWith(Set.of(TrustDomain.parse("stranger.example"))).build());

    for (BatchResult<CreatedEntry> result : dataStore.entries().createEach(fleet)) {
      if (result instanceof BatchResult.Failed<CreatedEntry> failed) {
        refused.add(failed.failure().getMessage());
      }
    }

    assertThat(refused).singleElement().asString().contains("stranger.example");
    assertThat(dataStore.entries().count(EntryFilter.all())).isEqualTo(1);
  }

  @Test
  void watch_changes() {
    List<Change> seen = new ArrayList<>();

    try (ChangeStream changes = dataStore.watch(ChangeRequest.now())) {
      dataStore.bundles().create(Bundle.builder(TrustDomain.parse("partner.example")).build());
      Optional<ChangeSet> next = changes.next(Duration.ofSeconds(10));
      next.ifPresent(commit -> seen.addAll(commit.changes()));
    }

    assertThat(seen)
        .singleElement()
        .satisfies(change -> assertThat(change.key()).isEqualTo("partner.example"));
  }

  @Test
  void refusal_isTold() {
    List<String> told = new ArrayList<>();
    RegistrationEntry entry =
        entry("web").federatesWith(Set.of(TrustDomain.parse("stranger.example"))).build();

    try {
      dataStore.entries().create(entry);
    } catch (DataStoreException refused) {
      switch (refused.code()) {
        case UNKNOWN -> told.add("it may have been applied: read, then decide");
        case UNAVAILABLE -> told.add("it was not applied: try again later");
        default -> told.add(refused.getMessage());
      }
    }

    assertThat(told).singleElement().asString().contains("stranger.example");
  }

  private Stored<RegistrationEntry> create(String name) {
    return dataStore.entries().create(entry(name).build()).entry();
  }

  private static RegistrationEntry.Builder entry(String name) {
    return RegistrationEntry.builder()
        .parentId(NODE)
        .spiffeId(SpiffeId.parse("spiffe://example.org/" + name))
        .selectors(Selector.parse("unix:uid:0"));
  }
}
