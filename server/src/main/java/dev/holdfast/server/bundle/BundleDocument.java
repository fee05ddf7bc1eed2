package dev.holdfast.server.bundle;

import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.server.document.DocumentException.Place;
import dev.holdfast.server.document.Fields;
import dev.holdfast.server.document.JsonReader;
import dev.holdfast.store.Bytes;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a bundle from the JSON that {@code bundle show --output json} writes: everything that is
 * kept of it, tainted keys and their expiry included.
 */
final class BundleDocument {

  private static final long LATEST_SECOND = 253_402_300_799L; // the end of the year 9999

  private static final Fields<Key> X509 =
      new Fields<Key>()
          .on("certificate", (key, json) -> key.bytes = certificate(json))
          .on("tainted", (key, json) -> key.tainted = json.flag());

  private static final Fields<Key> KEY =
      new Fields<Key>()
          .on("key_id", (key, json) -> key.id = json.text("the key's id, a text"))
          .on("public_key", (key, json) -> key.bytes = publicKey(json))
          .on(
              "not_after",
              (key, json) ->
                  key.notAfter =
                      Optional.of(
                          Instant.ofEpochSecond(
                              json.number("seconds since 1970", 0, LATEST_SECOND))))
          .on("tainted", (key, json) -> key.tainted = json.flag());

  private static final Fields<Content> DOCUMENT =
      new Fields<Content>()
          .on(
              "trust_domain",
              (content, json) -> {
                TrustDomain named = json.text("the trust domain's name", TrustDomain::parse);
                content.named = Optional.of(named);
                if (content.expected.filter(expected -> !expected.equals(named)).isPresent()) {
                  throw new DocumentException(
                      json.place(),
                      "found \"" + named + "\"; expected is \"" + content.expected.get() + "\"");
                }
              })
          .on(
              "sequence_number",
              (content, json) -> {
                content.fields.add(BundleField.SEQUENCE_NUMBER);
                content.bundle.sequenceNumber(
                    json.number("the sequence number", 0, Long.MAX_VALUE));
              })
          .on(
              "refresh_hint",
              (content, json) -> {
                content.fields.add(BundleField.REFRESH_HINT);
                content.bundle.refreshHint(
                    Duration.ofSeconds(json.number("seconds", 0, LATEST_SECOND)));
              })
          .on("x509_authorities", BundleDocument::readX509)
          .on(
              "jwt_authorities",
              (content, json) -> {
                content.fields.add(BundleField.JWT_AUTHORITIES);
                content.bundle.jwtAuthorities(keys(json));
              })
          .on(
              "wit_authorities",
              (content, json) -> {
                content.fields.add(BundleField.WIT_AUTHORITIES);
                content.bundle.witAuthorities(keys(json));
              })
          .ignore("revision_number", "created_at", "create_revision", "mod_revision");

  private BundleDocument() {}

  /** Reads a document of a trust domain. */
  static BundleContent read(TrustDomain trustDomain, String file, InputStream input) {
    Content content = new Content(trustDomain, Optional.of(trustDomain));
    JsonReader.readObject(file, input, DOCUMENT, content);
    return new BundleContent(content.bundle.build(), content.fields, List.of());
  }

  /** Reads a bundle that stands in another document, of a trust domain unless it tells its own. */
  static NestedBundle readNested(JsonReader json, TrustDomain unlessTold) {
    Content content = new Content(unlessTold, Optional.empty());
    Place place = json.object(DOCUMENT, content);
    NestedBundle read = new NestedBundle(content.bundle.build(), false, place);
    return content.named.map(named -> new NestedBundle(read.of(named), true, place)).orElse(read);
  }

  private static void readX509(Content content, JsonReader json) {
    List<X509Authority> authorities = new ArrayList<>();
    json.array(
        "authorities",
        () -> {
          Key key = new Key();
          Place place = json.object(X509, key);
          require(key.bytes, place, "certificate");
          authorities.add(new X509Authority(key.bytes, key.tainted));
        });
    content.fields.add(BundleField.X509_AUTHORITIES);
    content.bundle.x509Authorities(authorities);
  }

  private static List<AuthorityKey> keys(JsonReader json) {
    List<AuthorityKey> keys = new ArrayList<>();
    json.array(
        "keys",
        () -> {
          Key key = new Key();
          Place place = json.object(KEY, key);
          require(key.bytes, place, "public_key");
          keys.add(new AuthorityKey(key.id, key.bytes, key.notAfter, key.tainted));
        });
    return keys;
  }

  private static void require(Bytes bytes, Place place, String field) {
    if (bytes.isEmpty()) {
      throw new DocumentException(place, field + " is missing");
    }
  }

  private static Bytes certificate(JsonReader json) {
    return json.text(
        "a certificate in base64 (DER)",
        text -> {
          byte[] der = Base64.getDecoder().decode(text);
          Certificates.parse(der);
          return Bytes.wrap(der);
        });
  }

  private static Bytes publicKey(JsonReader json) {
    return json.text(
        "a public key in base64 (PKIX, DER)",
        text -> {
          byte[] der = Base64.getDecoder().decode(text);
          Jwk.ofDer(der);
          return Bytes.wrap(der);
        });
  }

  /** A document while it is read. */
  private static final class Content {
    private final Optional<TrustDomain> expected;
    private final Bundle.Builder bundle;
    private final Set<BundleField> fields = EnumSet.noneOf(BundleField.class);
    private Optional<TrustDomain> named = Optional.empty();

    Content(TrustDomain trustDomain, Optional<TrustDomain> expected) {
      this.expected = expected;
      this.bundle = Bundle.builder(trustDomain);
    }
  }

  /** An authority while it is read. */
  private static final class Key {
    private String id = "";
    private Bytes bytes = Bytes.empty();
    private Optional<Instant> notAfter = Optional.empty();
    private boolean tainted;
  }
}
