package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.store.Bytes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bundles to and from their messages. */
public final class BundleCodec {

  /** What messages of errors call a bundle. */
  public static final String OBJECT = "bundle";

  private static final Reading READING = new Reading(OBJECT);

  private BundleCodec() {}

  /**
   * Returns the bundle of a message.
   *
   * @param message the message
   */
  public static Bundle decode(dev.holdfast.proto.datastore.v1.Bundle message) {
    return decode(message, EnumSet.allOf(BundleField.class));
  }

  /**
   * Returns the bundle of a message, of which only some fields are looked at.
   *
   * @param message the message
   * @param fields the fields; the others are left empty
   */
  public static Bundle decode(
      dev.holdfast.proto.datastore.v1.Bundle message, Set<BundleField> fields) {
    Bundle.Builder bundle =
        Bundle.builder(READING.trustDomain("trust_domain", message.getTrustDomain()));
    for (BundleField field : fields) {
      switch (field) {
        case X509_AUTHORITIES ->
            bundle.x509Authorities(
                READING.all(
                    "x509_authorities",
                    message.getX509AuthoritiesList(),
                    authority ->
                        new X509Authority(
                            Reading.bytes(authority.getCertificate()), authority.getTainted())));
        case JWT_AUTHORITIES ->
            bundle.jwtAuthorities(
                READING.all(
                    "jwt_authorities", message.getJwtAuthoritiesList(), BundleCodec::decode));
        case WIT_AUTHORITIES ->
            bundle.witAuthorities(
                READING.all(
                    "wit_authorities", message.getWitAuthoritiesList(), BundleCodec::decode));
        case REFRESH_HINT ->
            bundle.refreshHint(
                READING.duration(
                    "refresh_hint", message.hasRefreshHint(), message.getRefreshHint()));
        case SEQUENCE_NUMBER -> bundle.sequenceNumber(message.getSequenceNumber());
      }
    }
    return bundle.build();
  }

  private static AuthorityKey decode(dev.holdfast.proto.datastore.v1.AuthorityKey message) {
    return new AuthorityKey(
        message.getKeyId(),
        Reading.bytes(message.getPublicKey()),
        new Reading("").time("not_after", message.hasNotAfter(), message.getNotAfter()),
        message.getTainted());
  }

  /**
   * Returns the message of a bundle.
   *
   * @param bundle the bundle
   */
  public static dev.holdfast.proto.datastore.v1.Bundle encode(Bundle bundle) {
    dev.holdfast.proto.datastore.v1.Bundle.Builder message =
        dev.holdfast.proto.datastore.v1.Bundle.newBuilder()
            .setTrustDomain(bundle.trustDomain().name());
    write(bundle, EnumSet.allOf(BundleField.class), message);
    return message.build();
  }

  /**
   * Writes some fields of a bundle into a message, and leaves alone what it does not know, also of
   * the authorities that stay.
   *
   * @param bundle the bundle
   * @param fields the fields
   * @param message the message
   */
  public static void write(
      Bundle bundle,
      Set<BundleField> fields,
      dev.holdfast.proto.datastore.v1.Bundle.Builder message) {
    for (BundleField field : fields) {
      switch (field) {
        case X509_AUTHORITIES -> writeX509Authorities(bundle.x509Authorities(), message);
        case JWT_AUTHORITIES -> {
          var keys = keys(bundle.jwtAuthorities(), message.getJwtAuthoritiesList());
          message.clearJwtAuthorities().addAllJwtAuthorities(keys);
        }
        case WIT_AUTHORITIES -> {
          var keys = keys(bundle.witAuthorities(), message.getWitAuthoritiesList());
          message.clearWitAuthorities().addAllWitAuthorities(keys);
        }
        case REFRESH_HINT -> {
          message.clearRefreshHint();
          bundle.refreshHint().map(Times::encode).ifPresent(message::setRefreshHint);
        }
        case SEQUENCE_NUMBER -> message.setSequenceNumber(bundle.sequenceNumber());
      }
    }
  }

  private static void writeX509Authorities(
      List<X509Authority> authorities, dev.holdfast.proto.datastore.v1.Bundle.Builder message) {
    Map<Bytes, dev.holdfast.proto.datastore.v1.X509Authority> before = new HashMap<>();
    message
        .getX509AuthoritiesList()
        .forEach(known -> before.put(Reading.bytes(known.getCertificate()), known));
    message.clearX509Authorities();
    for (X509Authority authority : authorities) {
      message.addX509Authorities(
          before
              .getOrDefault(
                  authority.certificate(),
                  dev.holdfast.proto.datastore.v1.X509Authority.getDefaultInstance())
              .toBuilder()
              .setCertificate(Reading.bytes(authority.certificate()))
              .setTainted(authority.tainted()));
    }
  }

  private static List<dev.holdfast.proto.datastore.v1.AuthorityKey> keys(
      List<AuthorityKey> keys, List<dev.holdfast.proto.datastore.v1.AuthorityKey> before) {
    Map<String, dev.holdfast.proto.datastore.v1.AuthorityKey> byId = new HashMap<>();
    before.forEach(known -> byId.put(known.getKeyId(), known));
    return keys.stream()
        .map(
            key -> {
              dev.holdfast.proto.datastore.v1.AuthorityKey.Builder message =
                  byId
                      .getOrDefault(
                          key.keyId(),
                          dev.holdfast.proto.datastore.v1.AuthorityKey.getDefaultInstance())
                      .toBuilder()
                      .setKeyId(key.keyId())
                      .setPublicKey(Reading.bytes(key.publicKey()))
                      .clearNotAfter()
                      .setTainted(key.tainted());
              key.notAfter().map(Times::encode).ifPresent(message::setNotAfter);
              return message.build();
            })
        .toList();
  }
}
