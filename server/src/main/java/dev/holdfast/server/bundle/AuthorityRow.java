package dev.holdfast.server.bundle;

import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.X509Authority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An authority of a bundle, as it is listed.
 *
 * @param kind {@code x509}, {@code jwt} or {@code wit}
 * @param id what it is tainted by: a subject key id, or a key id; may be empty
 * @param expiresAt when it expires; nothing means never
 * @param tainted whether it is tainted
 * @param subject whom a certificate is of
 */
record AuthorityRow(
    String kind, String id, Optional<Instant> expiresAt, boolean tainted, String subject) {

  /** Returns all authorities of a bundle. */
  static List<AuthorityRow> of(Bundle bundle) {
    List<AuthorityRow> rows = new ArrayList<>();
    bundle.x509Authorities().forEach(authority -> rows.add(of(authority)));
    bundle.jwtAuthorities().forEach(key -> rows.add(of("jwt", key)));
    bundle.witAuthorities().forEach(key -> rows.add(of("wit", key)));
    return rows;
  }

  private static AuthorityRow of(X509Authority authority) {
    try {
      var certificate = Certificates.parse(authority.certificate());
      return new AuthorityRow(
          "x509",
          Certificates.subjectKeyId(certificate).orElse(""),
          Optional.of(certificate.getNotAfter().toInstant()),
          authority.tainted(),
          certificate.getSubjectX500Principal().getName());
    } catch (IllegalArgumentException e) {
      return new AuthorityRow(
          "x509", "", Optional.empty(), authority.tainted(), "unreadable: " + e.getMessage());
    }
  }

  private static AuthorityRow of(String kind, AuthorityKey key) {
    return new AuthorityRow(kind, key.keyId(), key.notAfter(), key.tainted(), "");
  }
}
