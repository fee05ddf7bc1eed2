package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.AuthorizedEntries.Extent;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

public abstract class AuthorizedContract extends DataStoreContract {

  private static final SpiffeId SERVER = id("spire/server");

  private static SpiffeId id(String path) {
    return SpiffeId.parse("spiffe://example.org/" + path);
  }

  private RegistrationEntry child(String name, SpiffeId parent, String... selectors) {
    return entry(id(name), selectors.length == 0 ? new String[] {"unix:uid:1"} : selectors)
        .id(name)
        .parentId(parent)
        .build();
  }

  private void create(RegistrationEntry... entries) {
    dataStore.entries().createAll(List.of(entries));
  }

  private void assertAuthorized(String... ids) {
    Read<List<Stored<RegistrationEntry>>> read =
        other.entries().authorized(AGENT, ReadConsistency.current());
    assertThat(read.value()).extracting(it -> it.value().id()).containsExactly(ids);
    assertThat(other.entries().authorized(AGENT)).isEqualTo(read.value());
    read.value().forEach(it -> assertThat(other.entries().fetch(it.value().id())).contains(it));
  }

  @Test
  void authorized_agentNotKnown_getsItsChildrenInTurn() {
    assertAuthorized();
    create(
        child("grandchild", id("child")),
        child("child", AGENT),
        child("stranger", DB),
        child("leaf", id("grandchild")));

    assertAuthorized("grandchild", "child", "leaf");
  }

  @Test
  void authorized_aliasesWhoseSelectorsTheAgentHas() {
    create(
        child("alias", SERVER, "a:1", "b:2"),
        child("tooMuch", SERVER, "a:1", "c:3"),
        child("viaAlias", id("alias")),
        child("viaOther", id("tooMuch")),
        child("deeper", id("viaAlias")));
    assertAuthorized();

    dataStore
        .nodeSelectors()
        .set(AGENT, List.of(selector("a:1"), selector("b:2"), selector("d:4")));
    assertAuthorized("viaAlias", "deeper");

    dataStore.nodeSelectors().set(AGENT, List.of(selector("a:1"), selector("c:3")));
    assertAuthorized("viaOther");

    dataStore.nodeSelectors().set(AGENT, List.of());
    assertAuthorized();
  }

  @Test
  void authorized_cycles() {
    create(
        child("one", AGENT),
        child("two", id("one")),
        child("three", id("two")),
        child("back", id("three")),
        entry(id("one"), "unix:uid:2").id("again").parentId(id("three")).build(),
        entry(AGENT, "unix:uid:3").id("self").parentId(id("three")).build());

    assertAuthorized("one", "two", "three", "back", "again", "self");
  }

  @Test
  void authorized_entriesOfOtherTrustDomainsAreLeftOut() {
    SpiffeId foreign = SpiffeId.parse("spiffe://other.org/web");
    create(
        entry(foreign, "unix:uid:1").id("foreign").parentId(AGENT).build(),
        entry(DB, "unix:uid:1").id("behind").parentId(foreign).build(),
        child("own", AGENT));

    assertAuthorized("own");
  }

  @Test
  void authorized_oneEntry() {
    create(child("child", AGENT), child("stranger", DB));

    assertThat(other.entries().authorized(AGENT, "child", ReadConsistency.current()).value())
        .isEqualTo(other.entries().fetch("child"))
        .isPresent();
    assertThat(other.entries().authorized(AGENT, "stranger", ReadConsistency.current()).value())
        .isEmpty();
    assertThat(other.entries().authorized(AGENT, "none", ReadConsistency.current()).value())
        .isEmpty();
  }

  @Test
  void authorizedSince_tellsWhatIsNewChangedAndGone() {
    create(
        child("stays", AGENT),
        child("changes", AGENT),
        child("goes", AGENT),
        child("moves", AGENT));
    Floor known = dataStore.entries().authorized(AGENT, ReadConsistency.current()).floor();
    dataStore.bundles().create(bundle(OTHER));
    Floor later = difference(known).floor();
    assertThat(difference(known).entries()).as("nothing of the agent's").isEmpty();

    dataStore.entries().delete("goes");
    dataStore.entries().update(child("moves", DB));
    dataStore.entries().update(child("changes", AGENT).toBuilder().hint("h").build());
    create(child("isNew", id("stays")));

    for (Floor since : List.of(known, later)) {
      AuthorizedEntries changed = difference(since);
      assertThat(changed.entries())
          .extracting(it -> it.value().id())
          .containsExactly("changes", "isNew");
      assertThat(changed.removedIds()).containsExactly("goes", "moves");
      assertThat(difference(changed.floor()).entries()).isEmpty();
      assertThat(difference(changed.floor()).removedIds()).isEmpty();
    }
  }

  private AuthorizedEntries difference(Floor since) {
    AuthorizedEntries changed = dataStore.entries().authorizedSince(AGENT, since);
    assertThat(changed.extent()).isEqualTo(Extent.DIFFERENCE);
    return changed;
  }

  @Test
  void authorizedSince_stateThatWasNeverTold_tellsAll() {
    create(child("one", AGENT), child("two", AGENT));
    Floor known = dataStore.entries().authorized(AGENT, ReadConsistency.current()).floor();
    create(child("three", AGENT));

    assertAll(new Floor(known.historyId(), known.revision() - 1));
    assertAll(new Floor("another", known.revision()));
    other.entries().authorized(id("none"), ReadConsistency.current());
    AuthorizedEntries elsewhere = other.entries().authorizedSince(AGENT, known);
    assertThat(elsewhere.extent()).isEqualTo(Extent.ALL);
    assertThat(elsewhere.floor().revision()).isGreaterThanOrEqualTo(known.revision());
  }

  private void assertAll(Floor since) {
    AuthorizedEntries all = dataStore.entries().authorizedSince(AGENT, since);
    assertThat(all.extent()).isEqualTo(Extent.ALL);
    assertThat(all.removedIds()).isEmpty();
    assertThat(all.entries()).extracting(it -> it.value().id()).hasSize(3);
  }

  @Test
  void authorizedSince_agentThatPollsSeesEveryChangeOnce() {
    Floor since = dataStore.entries().authorized(AGENT, ReadConsistency.current()).floor();
    for (int i = 0; i < 20; i++) {
      create(child("e" + i, AGENT));
      AuthorizedEntries changed = difference(since);
      assertThat(changed.entries()).extracting(it -> it.value().id()).containsExactly("e" + i);
      since = changed.floor();
    }
  }

  @Test
  void authorizedSince_answersToOthersInBetween_areNoLoss() {
    SpiffeId parent = id("parent");
    create(child("parent", AGENT), child("goes", parent), child("changes", parent));
    Floor since = dataStore.entries().authorized(AGENT, ReadConsistency.current()).floor();
    List<Floor> between = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      create(child("e" + i, parent));
      dataStore.entries().update(child("changes", parent).toBuilder().hint("h" + i).build());
      if (i == 10) {
        dataStore.entries().delete("goes");
        dataStore.entries().delete("e3");
      }
      between.add(dataStore.entries().authorized(AGENT, ReadConsistency.current()).floor());
    }

    AuthorizedEntries whole = difference(since);
    assertThat(whole.entries())
        .extracting(it -> it.value().id())
        .hasSize(20)
        .startsWith("changes", "e0", "e1", "e2", "e4")
        .endsWith("e19");
    assertThat(whole.removedIds()).containsExactly("goes");
    AuthorizedEntries later = difference(between.get(5));
    assertThat(later.entries())
        .extracting(it -> it.value().id())
        .hasSize(15)
        .startsWith("changes", "e6");
    assertThat(later.removedIds()).containsExactly("e3", "goes");
  }

  @Test
  void prune_entriesStrictlyBefore() {
    Instant noon = Instant.parse("2026-06-01T12:00:00Z");
    dataStore.bundles().create(bundle(OTHER));
    create(
        child("never", AGENT),
        child("then", AGENT).toBuilder().expiresAt(noon).build(),
        child("early", AGENT).toBuilder()
            .expiresAt(noon.minusNanos(1))
            .federatesWith(Set.of(OTHER))
            .build(),
        child("epoch", AGENT).toBuilder().expiresAt(Instant.EPOCH).build());

    assertThat(other.entries().prune(noon, 1).count()).isEqualTo(1);
    assertAuthorized("never", "then", "epoch");
    assertThat(other.entries().prune(noon, 10).count()).isEqualTo(1);
    assertAuthorized("never", "then");
    assertThat(other.entries().prune(noon, 10).count()).isZero();
    dataStore.bundles().delete(OTHER);
    assertThat(dataStore.entries().create(child("early", AGENT)).existed()).isFalse();
  }
}
