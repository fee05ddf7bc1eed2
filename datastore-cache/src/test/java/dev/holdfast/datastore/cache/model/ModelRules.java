package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a {@link Model} refuses, and how it compares sets. */
final class ModelRules {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private ModelRules() {}

  private static void require(boolean rule) {
    if (!rule) {
      throw Model.refusal(Reason.INVALID);
    }
  }

  static boolean matches(Match match, Set<?> request, Set<?> candidate) {
    Set<Object> both = new HashSet<>(request);
    both.retainAll(candidate);
    return switch (match) {
      case EXACT -> !candidate.isEmpty() && request.equals(candidate);
      case SUBSET -> !candidate.isEmpty() && both.size() == candidate.size();
      case SUPERSET -> !candidate.isEmpty() && both.size() == request.size();
      case ANY -> !both.isEmpty();
    };
  }

  static void check(Optional<SetMatch<Selector>> filter) {
    require(filter.isEmpty() || !filter.get().members().isEmpty());
  }

  static void checkDistinct(List<?> values) {
    require(new HashSet<>(values).size() == values.size());
  }

  private static void checkId(String id) {
    require(id.matches("[A-Za-z0-9_.-]{1,255}"));
  }

  private static void checkTime(Optional<Instant> time) {
    require(time.isEmpty() || !(time.get().isBefore(FIRST) || time.get().isAfter(LAST)));
  }

  private static void checkTtl(Optional<Duration> ttl) {
    require(
        ttl.isEmpty()
            || (!ttl.get().isNegative()
                && ttl.get().toSeconds() <= Integer.MAX_VALUE
                && ttl.get().toNanosPart() == 0));
  }

  static void check(RegistrationEntry entry) {
    checkId(entry.id());
    check(entry, EnumSet.allOf(EntryField.class));
  }

  static void check(RegistrationEntry entry, Set<EntryField> fields) {
    if (fields.contains(EntryField.SELECTORS)) {
      require(!entry.selectors().isEmpty());
      checkDistinct(entry.selectors());
    }
    if (fields.contains(EntryField.X509_SVID_TTL)) {
      checkTtl(entry.x509SvidTtl());
    }
    if (fields.contains(EntryField.JWT_SVID_TTL)) {
      checkTtl(entry.jwtSvidTtl());
    }
    if (fields.contains(EntryField.EXPIRES_AT)) {
      checkTime(entry.expiresAt());
    }
    if (fields.contains(EntryField.DNS_NAMES)) {
      require(!entry.dnsNames().contains(""));
      checkDistinct(entry.dnsNames());
    }
    boolean looksAtStoring =
        fields.contains(EntryField.STORE_SVID)
            || fields.contains(EntryField.SELECTORS)
            || fields.contains(EntryField.ADDITIONAL_ATTRIBUTES);
    if (entry.storeSvid() && looksAtStoring) {
      require(entry.selectors().stream().map(Selector::type).distinct().count() == 1);
      require(
          !entry
              .additionalAttributes()
              .map(AdditionalAttributes::disableX509SvidPrefetch)
              .orElse(false));
    }
  }

  static void check(Bundle bundle, Set<BundleField> fields) {
    if (fields.contains(BundleField.REFRESH_HINT)) {
      require(bundle.refreshHint().isEmpty() || !bundle.refreshHint().get().isNegative());
    }
    if (fields.contains(BundleField.SEQUENCE_NUMBER)) {
      require(bundle.sequenceNumber() >= 0);
    }
    if (fields.contains(BundleField.JWT_AUTHORITIES)) {
      bundle.jwtAuthorities().stream().map(AuthorityKey::notAfter).forEach(ModelRules::checkTime);
    }
    if (fields.contains(BundleField.WIT_AUTHORITIES)) {
      bundle.witAuthorities().stream().map(AuthorityKey::notAfter).forEach(ModelRules::checkTime);
    }
  }

  static void check(AttestedNode node, Set<NodeField> fields) {
    if (fields.contains(NodeField.CERT_NOT_AFTER)) {
      checkTime(node.certNotAfter());
    }
    if (fields.contains(NodeField.NEW_CERT_NOT_AFTER)) {
      checkTime(node.newCertNotAfter());
    }
  }

  static void check(JoinToken token) {
    require(!token.token().isEmpty() && token.token().length() <= 255);
    checkTime(Optional.of(token.expiresAt()));
  }

  static void check(CaJournal journal) {
    checkId(journal.id());
    require(!journal.activeX509AuthorityId().isEmpty());
    checkTime(journal.expiresAt());
  }

  static void check(FederationRelationship relationship, Set<FederationRelationshipField> fields) {
    if (fields.contains(FederationRelationshipField.BUNDLE_ENDPOINT_URL)) {
      URI url = relationship.bundleEndpointUrl();
      require(
          "https".equals(url.getScheme()) && url.getHost() != null && url.getUserInfo() == null);
    }
    if (fields.contains(FederationRelationshipField.BUNDLE) && relationship.bundle().isPresent()) {
      Bundle bundle = relationship.bundle().get();
      require(bundle.trustDomain().equals(relationship.trustDomain()));
      check(bundle, EnumSet.allOf(BundleField.class));
    }
  }
}
