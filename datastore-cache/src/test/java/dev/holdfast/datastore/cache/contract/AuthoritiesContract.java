package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.store.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

public abstract class AuthoritiesContract extends DataStoreContract {

  private static final String EARLY = TestCertificates.EARLY;
  private static final String EARLY_ID = TestCertificates.EARLY_ID;
  private static final String LATE = TestCertificates.LATE;
  private static final String LATE_ID = TestCertificates.LATE_ID;
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

  private static X509Authority authority(String certificate) {
    return X509Authority.of(Bytes.wrap(Base64.getDecoder().decode(certificate)));
  }

  private static AuthorityKey key(String id, Optional<Instant> notAfter) {
    return new AuthorityKey(id, Bytes.utf8("key " + id), notAfter, false);
  }

  private static Bundle full() {
    return Bundle.builder(OTHER)
        .x509Authorities(List.of(authority(EARLY), authority(LATE)))
        .jwtAuthorities(List.of(key("a", Optional.of(NEW_YEAR)), key("b", Optional.empty())))
        .witAuthorities(List.of(key("a", Optional.empty())))
        .refreshHint(Optional.of(Duration.ofSeconds(60)))
        .sequenceNumber(42)
        .build();
  }

  @Test
  void append_absent_createsItAsItIs() {
    Stored<Bundle> created = dataStore.bundles().append(full());

    assertThat(created.value()).isEqualTo(full());
    assertThat(other.bundles().fetch(OTHER)).contains(created);
  }

  @Test
  void append_whatIsThere_changesNothing() {
    Stored<Bundle> created = dataStore.bundles().create(full());

    assertThat(other.bundles().append(full())).isEqualTo(created);
    assertThat(
            other
                .bundles()
                .append(Bundle.builder(OTHER).x509Authorities(List.of(authority(LATE))).build()))
        .isEqualTo(created);
    assertThat(dataStore.bundles().fetch(OTHER)).contains(created);
  }

  @Test
  void append_more_addsItOnceAndGrowsTheSequence() {
    dataStore.bundles().create(full());
    Bundle more =
        Bundle.builder(OTHER)
            .x509Authorities(List.of(authority(LATE)))
            .jwtAuthorities(List.of(key("c", Optional.empty()), key("b", Optional.empty())))
            .witAuthorities(List.of(key("d", Optional.empty())))
            .sequenceNumber(7)
            .build();

    Bundle appended = other.bundles().append(more).value();

    assertThat(appended)
        .isEqualTo(
            full().toBuilder()
                .jwtAuthorities(
                    List.of(
                        key("a", Optional.of(NEW_YEAR)),
                        key("b", Optional.empty()),
                        key("c", Optional.empty())))
                .witAuthorities(List.of(key("a", Optional.empty()), key("d", Optional.empty())))
                .sequenceNumber(43)
                .build());
    assertThat(dataStore.bundles().fetch(OTHER).orElseThrow().value()).isEqualTo(appended);
  }

  @Test
  void prune_keepsTheRefreshHintAndKeysWithoutATime() {
    dataStore.bundles().create(full());

    Bundle pruned = other.bundles().prune(OTHER, NEW_YEAR).orElseThrow().value();

    assertThat(pruned)
        .isEqualTo(
            full().toBuilder()
                .x509Authorities(List.of(authority(LATE)))
                .jwtAuthorities(List.of(key("b", Optional.empty())))
                .sequenceNumber(43)
                .build());
    assertThat(dataStore.bundles().fetch(OTHER).orElseThrow().value()).isEqualTo(pruned);
  }

  @Test
  void prune_nothingExpired_changesNothing() {
    Stored<Bundle> created = dataStore.bundles().create(full());

    assertThat(other.bundles().prune(OTHER, NEW_YEAR.minusNanos(1))).isEmpty();
    assertThat(other.bundles().prune(THIRD, NEW_YEAR)).isEmpty();
    assertThat(dataStore.bundles().fetch(OTHER)).contains(created);
  }

  @Test
  void prune_wouldLeaveNoAuthority_leavesEverything() {
    Stored<Bundle> created = dataStore.bundles().create(full());
    Instant far = Instant.parse("2050-01-01T00:00:00Z");

    assertRefused(Code.FAILED_PRECONDITION, () -> other.bundles().prune(OTHER, far))
        .hasMessageContaining("x509_authorities")
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LAST_AUTHORITY));
    assertThat(dataStore.bundles().fetch(OTHER)).contains(created);
    dataStore
        .bundles()
        .set(
            full().toBuilder()
                .x509Authorities(List.of(authority(LATE)))
                .jwtAuthorities(List.of(key("a", Optional.of(NEW_YEAR))))
                .build());
    assertRefused(Code.FAILED_PRECONDITION, () -> other.bundles().prune(OTHER, NEW_YEAR))
        .hasMessageContaining("jwt_authorities");
  }

  @Test
  void prune_sortThatTheBundleNeverHad_isNoObstacle() {
    dataStore
        .bundles()
        .create(full().toBuilder().jwtAuthorities(List.of()).witAuthorities(List.of()).build());

    assertThat(other.bundles().prune(OTHER, NEW_YEAR)).isPresent();
  }

  @Test
  void taint_thenRevoke_anX509Authority() {
    dataStore.bundles().create(full());
    AuthorityId id = AuthorityId.x509(EARLY_ID.toUpperCase(Locale.ROOT));
    assertRefused(Code.INVALID_ARGUMENT, () -> other.bundles().revoke(OTHER, id));

    Bundle tainted = other.bundles().taint(OTHER, id).value();

    assertThat(tainted.x509Authorities())
        .containsExactly(new X509Authority(authority(EARLY).certificate(), true), authority(LATE));
    assertThat(tainted.sequenceNumber()).isEqualTo(43);
    assertRefused(Code.INVALID_ARGUMENT, () -> other.bundles().taint(OTHER, id))
        .hasMessageContaining("tainted already");
    Bundle revoked = dataStore.bundles().revoke(OTHER, id).value();
    assertThat(revoked.x509Authorities()).containsExactly(authority(LATE));
    assertThat(revoked.sequenceNumber()).isEqualTo(44);
    assertRefused(Code.NOT_FOUND, () -> other.bundles().revoke(OTHER, id));
    assertRefused(Code.NOT_FOUND, () -> other.bundles().taint(OTHER, AuthorityId.x509("00")));
    assertRefused(
        Code.INVALID_ARGUMENT, () -> other.bundles().revoke(OTHER, AuthorityId.x509(LATE_ID)));
    assertThat(other.bundles().fetch(OTHER).orElseThrow().value())
        .as("failures leave everything")
        .isEqualTo(revoked);
  }

  @Test
  void taint_thenRevoke_keys() {
    dataStore.bundles().create(full());

    Bundle tainted = other.bundles().taint(OTHER, AuthorityId.jwt("b")).value();
    assertThat(tainted.jwtAuthorities().get(1).tainted()).isTrue();
    assertThat(tainted.witAuthorities()).as("another sort").isEqualTo(full().witAuthorities());
    assertRefused(Code.INVALID_ARGUMENT, () -> other.bundles().taint(OTHER, AuthorityId.jwt("b")));
    assertRefused(Code.INVALID_ARGUMENT, () -> other.bundles().revoke(OTHER, AuthorityId.jwt("a")));
    assertThat(other.bundles().revoke(OTHER, AuthorityId.jwt("b")).value().jwtAuthorities())
        .extracting(AuthorityKey::keyId)
        .containsExactly("a");
    other.bundles().taint(OTHER, AuthorityId.wit("a"));
    Bundle revoked = other.bundles().revoke(OTHER, AuthorityId.wit("a")).value();
    assertThat(revoked.witAuthorities()).isEmpty();
    assertThat(revoked.sequenceNumber()).isEqualTo(46);
    assertRefused(Code.NOT_FOUND, () -> other.bundles().taint(OTHER, AuthorityId.wit("a")));
    assertRefused(Code.NOT_FOUND, () -> other.bundles().taint(THIRD, AuthorityId.jwt("a")));
  }

  @Test
  void taint_whatCannotBeTold() {
    Bundle broken =
        Bundle.builder(OTHER)
            .x509Authorities(List.of(X509Authority.of(Bytes.utf8("no certificate"))))
            .jwtAuthorities(List.of(key("a", Optional.empty()), key("a", Optional.of(NEW_YEAR))))
            .build();
    Stored<Bundle> created = dataStore.bundles().create(broken);

    assertRefused(Code.INTERNAL, () -> other.bundles().taint(OTHER, AuthorityId.x509("00")))
        .hasMessageContaining("certificate cannot be read");
    assertRefused(Code.INTERNAL, () -> other.bundles().prune(OTHER, NEW_YEAR));
    assertRefused(Code.INTERNAL, () -> other.bundles().taint(OTHER, AuthorityId.jwt("a")));
    assertThat(other.bundles().fetch(OTHER)).contains(created);
  }
}
