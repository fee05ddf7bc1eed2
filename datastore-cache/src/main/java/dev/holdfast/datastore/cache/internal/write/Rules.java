package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.Times;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What records must keep to, beyond what their types allow. Every refusal is {@code
 * INVALID_ARGUMENT} and names object, field and rule.
 */
final class Rules {

  private static final int MAX_ID_BYTES = 255;
  private static final int MAX_URL_BYTES = 2_048;

  /** The fields whose values must suit each other. */
  private static final Set<EntryField> STORE_SVID_FIELDS =
      EnumSet.of(EntryField.STORE_SVID, EntryField.SELECTORS, EntryField.ADDITIONAL_ATTRIBUTES);

  private Rules() {}

  /** Checks a new entry. */
  static void check(RegistrationEntry entry) {
    checkId(EntryCodec.OBJECT, entry.id());
    check(entry, EnumSet.allOf(EntryField.class));
  }

  /** Checks some fields of an entry, and what must suit them. */
  static void check(RegistrationEntry entry, Set<EntryField> fields) {
    for (EntryField field : fields) {
      switch (field) {
        case SELECTORS -> {
          if (entry.selectors().isEmpty()) {
            throw broken(EntryCodec.OBJECT, "selectors", "there are none; at least one is needed");
          }
          checkDistinct(EntryCodec.OBJECT, "selectors", entry.selectors());
        }
        case X509_SVID_TTL -> checkTtl("x509_svid_ttl", entry.x509SvidTtl());
        case JWT_SVID_TTL -> checkTtl("jwt_svid_ttl", entry.jwtSvidTtl());
        case EXPIRES_AT -> checkTime(EntryCodec.OBJECT, "expires_at", entry.expiresAt());
        case DNS_NAMES -> {
          if (entry.dnsNames().contains("")) {
            throw broken(EntryCodec.OBJECT, "dns_names", "one of them is empty");
          }
          checkDistinct(EntryCodec.OBJECT, "dns_names", entry.dnsNames());
        }
        case PARENT_ID,
            SPIFFE_ID,
            FEDERATES_WITH,
            HINT,
            DOWNSTREAM,
            ADMIN,
            STORE_SVID,
            ADDITIONAL_ATTRIBUTES -> {
          // Their types allow nothing wrong.
        }
      }
    }
    if (entry.storeSvid() && fields.stream().anyMatch(STORE_SVID_FIELDS::contains)) {
      checkStoreSvid(entry);
    }
  }

  private static void checkId(String object, String id) {
    int size = id.getBytes(StandardCharsets.UTF_8).length;
    if (id.isEmpty() || size > MAX_ID_BYTES) {
      throw broken(object, "id", "it has " + size + " bytes; it has from 1 to " + MAX_ID_BYTES);
    }
    for (int i = 0; i < id.length(); i++) {
      if (!isAllowed(id.charAt(i))) {
        throw broken(
            object,
            "id",
            "it holds U+"
                + String.format("%04X", (int) id.charAt(i))
                + "; allowed are A-Z, a-z, 0-9, '_', '.' and '-'");
      }
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }

  private static void checkTtl(String field, Optional<Duration> ttl) {
    if (ttl.isEmpty()) {
      return;
    }
    Duration value = ttl.get();
    if (value.isNegative() || value.getSeconds() > Integer.MAX_VALUE || value.getNano() != 0) {
      throw broken(
          EntryCodec.OBJECT,
          field,
          "it is " + value + "; it is in whole seconds from 0 to " + Integer.MAX_VALUE);
    }
  }

  private static void checkStoreSvid(RegistrationEntry entry) {
    if (entry.selectors().stream().map(Selector::type).distinct().count() > 1) {
      throw broken(
          EntryCodec.OBJECT,
          "selectors",
          "they are of several types; an entry whose SVID is stored has selectors of one type");
    }
    if (entry.additionalAttributes().filter(it -> it.disableX509SvidPrefetch()).isPresent()) {
      throw broken(
          EntryCodec.OBJECT,
          "additional_attributes.disable_x509_svid_prefetch",
          "it is set; an entry whose SVID is stored has no cache behaviour of its own");
    }
  }

  /** Checks some fields of a bundle. */
  static void check(Bundle bundle, Set<BundleField> fields) {
    for (BundleField field : fields) {
      switch (field) {
        case REFRESH_HINT -> {
          if (bundle.refreshHint().filter(Duration::isNegative).isPresent()) {
            throw broken(BundleCodec.OBJECT, "refresh_hint", "it is negative");
          }
        }
        case SEQUENCE_NUMBER -> {
          if (bundle.sequenceNumber() < 0) {
            throw broken(BundleCodec.OBJECT, "sequence_number", "it is not from 0 to 2^63 - 1");
          }
        }
        case JWT_AUTHORITIES -> checkKeys("jwt_authorities", bundle.jwtAuthorities());
        case WIT_AUTHORITIES -> checkKeys("wit_authorities", bundle.witAuthorities());
        case X509_AUTHORITIES -> {
          // Their type allows nothing wrong.
        }
      }
    }
  }

  private static void checkKeys(String field, List<AuthorityKey> keys) {
    for (int i = 0; i < keys.size(); i++) {
      checkTime(BundleCodec.OBJECT, field + "[" + i + "].not_after", keys.get(i).notAfter());
    }
  }

  /** Checks a new node. */
  static void check(AttestedNode node) {
    check(node, EnumSet.allOf(NodeField.class));
  }

  /** Checks some fields of a node. */
  static void check(AttestedNode node, Set<NodeField> fields) {
    for (NodeField field : fields) {
      switch (field) {
        case CERT_NOT_AFTER -> checkTime(NodeCodec.OBJECT, "cert_not_after", node.certNotAfter());
        case NEW_CERT_NOT_AFTER ->
            checkTime(NodeCodec.OBJECT, "new_cert_not_after", node.newCertNotAfter());
        case CERT_SERIAL_NUMBER, NEW_CERT_SERIAL_NUMBER, CAN_REATTEST, AGENT_VERSION -> {
          // Their types allow nothing wrong.
        }
      }
    }
  }

  /** Checks a join token. */
  static void check(JoinToken token) {
    int size = token.token().getBytes(StandardCharsets.UTF_8).length;
    if (size < 1 || size > MAX_ID_BYTES) {
      throw broken(
          JoinTokenCodec.OBJECT,
          "token",
          "it has " + size + " bytes; it has from 1 to " + MAX_ID_BYTES);
    }
    checkTime(JoinTokenCodec.OBJECT, "expires_at", Optional.of(token.expiresAt()));
  }

  /** Checks a CA journal. */
  static void check(CaJournal journal) {
    checkId(CaJournalCodec.OBJECT, journal.id());
    if (journal.activeX509AuthorityId().isEmpty()) {
      throw broken(CaJournalCodec.OBJECT, "active_x509_authority_id", "it is empty");
    }
    checkTime(CaJournalCodec.OBJECT, "expires_at", journal.expiresAt());
  }

  /** Checks some fields of a federation relationship. */
  static void check(FederationRelationship relationship, Set<FederationRelationshipField> fields) {
    for (FederationRelationshipField field : fields) {
      switch (field) {
        case BUNDLE_ENDPOINT_URL -> checkUrl(relationship.bundleEndpointUrl());
        case BUNDLE ->
            relationship
                .bundle()
                .ifPresent(bundle -> checkBundle(relationship.trustDomain(), bundle));
        case BUNDLE_ENDPOINT_PROFILE -> {
          // Its type allows nothing wrong.
        }
      }
    }
  }

  private static void checkUrl(URI url) {
    int size = url.toString().getBytes(StandardCharsets.UTF_8).length;
    if (!"https".equalsIgnoreCase(url.getScheme())
        || url.getRawAuthority() == null
        || url.getRawAuthority().contains("@")
        || size > MAX_URL_BYTES) {
      throw broken(
          FederationRelationshipCodec.OBJECT,
          "bundle_endpoint_url",
          "it is '"
              + (size > MAX_URL_BYTES ? url.toString().substring(0, 64) + "…" : url)
              + "'; it is an absolute https URL without user information, of "
              + MAX_URL_BYTES
              + " bytes at most");
    }
  }

  private static void checkBundle(TrustDomain trustDomain, Bundle bundle) {
    if (!bundle.trustDomain().equals(trustDomain)) {
      throw broken(
          FederationRelationshipCodec.OBJECT,
          "bundle.trust_domain",
          "it is " + bundle.trustDomain() + "; it is the relationship's, " + trustDomain);
    }
    check(bundle, EnumSet.allOf(BundleField.class));
  }

  /** Checks the selectors of a node. */
  static void checkNodeSelectors(List<Selector> selectors) {
    checkDistinct(NodeSelectorsCodec.OBJECT, "selectors", selectors);
  }

  private static void checkTime(String object, String field, Optional<Instant> time) {
    try {
      time.ifPresent(Times::requireInRange);
    } catch (DataStoreException e) {
      throw e.of(object, field);
    }
  }

  private static void checkDistinct(String object, String field, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw broken(object, field, "'" + value + "' stands twice; each stands once");
      }
    }
  }

  private static DataStoreException broken(String object, String field, String rule) {
    return DataStoreException.invalid(object, field, rule);
  }
}
