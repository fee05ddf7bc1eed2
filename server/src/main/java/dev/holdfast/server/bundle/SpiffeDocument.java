package dev.holdfast.server.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
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
import java.io.IOException;
import java.io.InputStream;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A bundle as a SPIFFE bundle document: a JWK set, as the standard "SPIFFE Trust Domain and Bundle"
 * has it. Keys of a use that is not known are left out, as the standard wants it.
 */
final class SpiffeDocument {

  private static final long MOST_SECONDS = 1L << 32;

  private static final Fields<Key> KEY =
      new Fields<Key>()
          .on("use", (key, json) -> key.use = json.text("x509-svid or jwt-svid"))
          .on("kty", (key, json) -> key.type = json.text("EC, RSA or OKP"))
          .on("kid", (key, json) -> key.id = json.text("the key's id, a text"))
          .on("crv", (key, json) -> key.curve = json.text("P-256, P-384, P-521 or Ed25519"))
          .on("x", (key, json) -> key.x = base64Url(json))
          .on("y", (key, json) -> key.y = base64Url(json))
          .on("n", (key, json) -> key.n = base64Url(json))
          .on("e", (key, json) -> key.e = base64Url(json))
          .on(
              "x5c",
              (key, json) -> json.array("certificates", () -> key.certificates.add(base64(json))))
          .ignoreOthers();

  private static final Fields<Content> DOCUMENT =
      new Fields<Content>()
          .on(
              "keys",
              (content, json) -> {
                content.fields.add(BundleField.X509_AUTHORITIES);
                content.fields.add(BundleField.JWT_AUTHORITIES);
                json.array("keys", () -> readKey(content, json));
              })
          .on(
              "spiffe_sequence",
              (content, json) -> {
                content.fields.add(BundleField.SEQUENCE_NUMBER);
                content.bundle.sequenceNumber(
                    json.number("the sequence number", 0, Long.MAX_VALUE));
              })
          .on(
              "spiffe_refresh_hint",
              (content, json) -> {
                content.fields.add(BundleField.REFRESH_HINT);
                content.bundle.refreshHint(
                    Duration.ofSeconds(json.number("seconds", 0, MOST_SECONDS)));
              })
          .ignoreOthers();

  private SpiffeDocument() {}

  /** Reads a document of a trust domain. */
  static BundleContent read(TrustDomain trustDomain, String file, InputStream input) {
    Content content = new Content(Bundle.builder(trustDomain));
    JsonReader.readObject(file, input, DOCUMENT, content);
    return content(content, new Place(file, 1, 1, Optional.of("keys")));
  }

  /** Reads a document that stands in another one. */
  static NestedBundle readNested(JsonReader json, TrustDomain trustDomain) {
    Content content = new Content(Bundle.builder(trustDomain));
    Place place = json.object(DOCUMENT, content);
    return new NestedBundle(content(content, place).bundle(), false, place);
  }

  private static BundleContent content(Content content, Place place) {
    if (!content.fields.contains(BundleField.X509_AUTHORITIES)) {
      throw new DocumentException(place, "it is missing; expected is an array of keys");
    }
    if (!content.wit.isEmpty()) {
      content.fields.add(BundleField.WIT_AUTHORITIES);
    }
    Bundle bundle =
        content
            .bundle
            .x509Authorities(content.x509)
            .jwtAuthorities(content.jwt)
            .witAuthorities(content.wit)
            .build();
    return new BundleContent(bundle, content.fields, content.ignored);
  }

  private static void readKey(Content content, JsonReader json) {
    Key key = new Key();
    Place place = json.object(KEY, key);
    switch (key.use) {
      case "x509-svid" -> content.x509.add(x509(key, place));
      case "jwt-svid" -> content.jwt.add(authority(key, place));
      case "wit-svid" -> content.wit.add(authority(key, place));
      default -> content.ignored.add(place + ": a key whose use is \"" + key.use + "\"");
    }
  }

  private static X509Authority x509(Key key, Place place) {
    if (key.certificates.size() != 1) {
      throw new DocumentException(
          place,
          "x5c holds "
              + key.certificates.size()
              + " certificates; expected is exactly one where use is x509-svid");
    }
    byte[] der = key.certificates.get(0);
    meaning(place, "x5c: ", () -> Certificates.parse(der));
    return X509Authority.of(Bytes.wrap(der));
  }

  private static AuthorityKey authority(Key key, Place place) {
    if (key.id.isEmpty()) {
      throw new DocumentException(
          place, "kid is missing; expected is the key's id where use is " + key.use);
    }
    PublicKey publicKey =
        meaning(
            place,
            "",
            () ->
                switch (key.type) {
                  case "EC" -> Jwk.ellipticCurve(key.curve, key.x, key.y);
                  case "RSA" -> Jwk.rsa(key.n, key.e);
                  case "OKP" -> Jwk.edwardsCurve(key.curve, key.x);
                  default ->
                      throw new IllegalArgumentException(
                          "kty is \"" + key.type + "\"; expected is EC, RSA or OKP");
                });
    return AuthorityKey.of(key.id, Bytes.wrap(publicKey.getEncoded()));
  }

  private static <T> T meaning(Place place, String field, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException e) {
      throw new DocumentException(place, field + e.getMessage());
    }
  }

  private static byte[] base64(JsonReader json) {
    return json.text("a certificate in base64 (DER)", text -> Base64.getDecoder().decode(text));
  }

  private static byte[] base64Url(JsonReader json) {
    return json.text("a number in base64url", text -> Base64.getUrlDecoder().decode(text));
  }

  /** Writes a bundle as a document. */
  static void write(Bundle bundle, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("keys");
    for (X509Authority authority : bundle.x509Authorities()) {
      json.writeStartObject();
      json.writeStringField("use", "x509-svid");
      Jwk.writeFields(Certificates.parse(authority.certificate()).getPublicKey(), json);
      json.writeArrayFieldStart("x5c");
      json.writeString(Base64.getEncoder().encodeToString(authority.certificate().toByteArray()));
      json.writeEndArray();
      json.writeEndObject();
    }
    write("jwt-svid", bundle.jwtAuthorities(), json);
    write("wit-svid", bundle.witAuthorities(), json);
    json.writeEndArray();
    json.writeNumberField("spiffe_sequence", bundle.sequenceNumber());
    if (bundle.refreshHint().isPresent()) {
      json.writeNumberField("spiffe_refresh_hint", bundle.refreshHint().get().toSeconds());
    }
    json.writeEndObject();
  }

  private static void write(String use, List<AuthorityKey> keys, JsonGenerator json)
      throws IOException {
    for (AuthorityKey key : keys) {
      json.writeStartObject();
      json.writeStringField("use", use);
      json.writeStringField("kid", key.keyId());
      Jwk.writeFields(Jwk.ofDer(key.publicKey().toByteArray()), json);
      json.writeEndObject();
    }
  }

  /** A document while it is read. */
  private static final class Content {
    private final Bundle.Builder bundle;
    private final Set<BundleField> fields = EnumSet.noneOf(BundleField.class);
    private final List<X509Authority> x509 = new ArrayList<>();
    private final List<AuthorityKey> jwt = new ArrayList<>();
    private final List<AuthorityKey> wit = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    Content(Bundle.Builder bundle) {
      this.bundle = bundle;
    }
  }

  /** A key while it is read. */
  private static final class Key {
    private String use = "";
    private String type = "";
    private String id = "";
    private String curve = "";
    private byte[] x = {};
    private byte[] y = {};
    private byte[] n = {};
    private byte[] e = {};
    private final List<byte[]> certificates = new ArrayList<>();
  }
}
