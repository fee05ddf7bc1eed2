package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

public abstract class FederationRelationshipsContract extends DataStoreContract {

  private static final URI URL = URI.create("https://other.org:8443/bundle?x=%20");
  private static final BundleEndpointProfile SPIFFE = BundleEndpointProfile.httpsSpiffe(WEB);

  private static FederationRelationship relationship(TrustDomain trustDomain) {
    return new FederationRelationship(trustDomain, URL, SPIFFE);
  }

  @Test
  void create_withBundle_setsIt() {
    FederationRelationship whole = relationship(OTHER).withBundle(Optional.of(bundle(OTHER)));

    Stored<FederationRelationship> created = dataStore.federationRelationships().create(whole);

    assertThat(created.value()).isEqualTo(whole);
    assertThat(other.federationRelationships().fetch(OTHER)).contains(created);
    assertThat(other.bundles().fetch(OTHER).orElseThrow().value()).isEqualTo(bundle(OTHER));
    assertRefused(
        Code.ALREADY_EXISTS, () -> other.federationRelationships().create(relationship(OTHER)));
  }

  @Test
  void create_withoutBundle_tellsTheOneThatIsThere() {
    assertThat(dataStore.federationRelationships().create(relationship(OTHER)).value().bundle())
        .isEmpty();
    dataStore.bundles().create(bundle(OTHER));
    dataStore.bundles().create(bundle(THIRD));

    assertThat(other.federationRelationships().create(relationship(THIRD)).value().bundle())
        .contains(bundle(THIRD));
    assertThat(other.federationRelationships().list())
        .extracting(it -> it.value().bundle())
        .containsExactly(Optional.of(bundle(OTHER)), Optional.of(bundle(THIRD)));
    assertThat(other.federationRelationships().list(PageRequest.first(1)).items())
        .extracting(it -> it.value().trustDomain())
        .containsExactly(OTHER);
    Bundle changed = bundle(OTHER).toBuilder().sequenceNumber(43).build();
    dataStore.bundles().set(changed);
    assertThat(other.federationRelationships().fetch(OTHER).orElseThrow().value().bundle())
        .as("no cache of its own")
        .contains(changed);
  }

  @Test
  void create_brokenRules() {
    for (String url :
        new String[] {
          "",
          "http://other.org/",
          "https:other.org",
          "/bundle",
          "https://me@other.org/",
          "ftp://other.org"
        }) {
      assertRefused(
              Code.INVALID_ARGUMENT,
              () ->
                  dataStore
                      .federationRelationships()
                      .create(new FederationRelationship(OTHER, URI.create(url), SPIFFE)))
          .hasMessageContaining("federation relationship: bundle_endpoint_url: ");
    }
    assertRefused(
            Code.INVALID_ARGUMENT,
            () ->
                dataStore
                    .federationRelationships()
                    .create(
                        new FederationRelationship(
                            OTHER, URI.create("https://o.org/" + "a".repeat(2_048)), SPIFFE)))
        .hasMessageContaining("2048 bytes at most");
    assertRefused(
            Code.INVALID_ARGUMENT,
            () ->
                dataStore
                    .federationRelationships()
                    .create(relationship(OTHER).withBundle(Optional.of(bundle(THIRD)))))
        .hasMessageContaining("bundle.trust_domain");
    assertThat(other.federationRelationships().list()).isEmpty();
    assertThat(other.bundles().list()).isEmpty();
  }

  @Test
  void update_touchesOnlyItsFields() {
    dataStore
        .federationRelationships()
        .create(relationship(OTHER).withBundle(Optional.of(bundle(OTHER))));
    Bundle another = bundle(OTHER).toBuilder().sequenceNumber(7).build();
    FederationRelationship changed =
        new FederationRelationship(
            OTHER,
            URI.create("https://new.org/"),
            BundleEndpointProfile.httpsWeb(),
            Optional.of(another));

    for (FederationRelationshipField field : FederationRelationshipField.values()) {
      FederationRelationship before =
          other.federationRelationships().fetch(OTHER).orElseThrow().value();

      Stored<FederationRelationship> updated =
          other.federationRelationships().update(changed, EnumSet.of(field), Expectation.any());

      assertThat(updated.value()).isEqualTo(take(field, before, changed));
      assertThat(dataStore.federationRelationships().fetch(OTHER)).contains(updated);
    }
    assertThat(dataStore.bundles().fetch(OTHER).orElseThrow().value()).isEqualTo(another);
    assertThat(other.federationRelationships().update(relationship(OTHER)).value())
        .as("a bundle that is not given stays")
        .isEqualTo(relationship(OTHER).withBundle(Optional.of(another)));
  }

  private static FederationRelationship take(
      FederationRelationshipField field,
      FederationRelationship before,
      FederationRelationship changed) {
    return switch (field) {
      case BUNDLE_ENDPOINT_URL ->
          new FederationRelationship(
              OTHER, changed.bundleEndpointUrl(), before.bundleEndpointProfile(), before.bundle());
      case BUNDLE_ENDPOINT_PROFILE ->
          new FederationRelationship(
              OTHER, before.bundleEndpointUrl(), changed.bundleEndpointProfile(), before.bundle());
      case BUNDLE -> before.withBundle(changed.bundle());
    };
  }

  @Test
  void update_badDataOutsideTheMaskIsIgnored() {
    dataStore.federationRelationships().create(relationship(OTHER));
    FederationRelationship bad =
        new FederationRelationship(
            OTHER, URI.create("http://bad"), BundleEndpointProfile.httpsWeb());

    assertThat(
            other
                .federationRelationships()
                .update(
                    bad,
                    Set.of(FederationRelationshipField.BUNDLE_ENDPOINT_PROFILE),
                    Expectation.any())
                .value()
                .bundleEndpointUrl())
        .isEqualTo(URL);
    assertRefused(Code.INVALID_ARGUMENT, () -> other.federationRelationships().update(bad));
  }

  @Test
  void update_missingOrMoved() {
    assertRefused(
        Code.NOT_FOUND, () -> dataStore.federationRelationships().update(relationship(OTHER)));
    Stored<FederationRelationship> created =
        dataStore.federationRelationships().create(relationship(OTHER));
    dataStore.federationRelationships().update(relationship(OTHER));

    assertRefused(
        Code.ABORTED,
        () ->
            other
                .federationRelationships()
                .update(relationship(OTHER), Set.of(), Expectation.unchanged(created)));
    assertRefused(
        Code.ABORTED,
        () -> other.federationRelationships().delete(OTHER, Expectation.unchanged(created)));
  }

  @Test
  void delete_keepsTheBundle() {
    Stored<FederationRelationship> created =
        dataStore
            .federationRelationships()
            .create(relationship(OTHER).withBundle(Optional.of(bundle(OTHER))));

    Deleted<FederationRelationship> deleted = other.federationRelationships().delete(OTHER);

    assertThat(deleted.record()).isEqualTo(created);
    assertThat(dataStore.federationRelationships().fetch(OTHER)).isEmpty();
    assertThat(dataStore.bundles().fetch(OTHER)).isPresent();
    assertRefused(Code.NOT_FOUND, () -> other.federationRelationships().delete(OTHER));
  }

  @Test
  void watch_tellsRelationshipAndBundleTogether() {
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      other
          .federationRelationships()
          .create(relationship(OTHER).withBundle(Optional.of(bundle(OTHER))));

      assertThat(stream.next().changes())
          .extracting(Change::kind)
          .containsExactlyInAnyOrder(RecordKind.BUNDLE, RecordKind.FEDERATION_RELATIONSHIP);
    }
  }
}
