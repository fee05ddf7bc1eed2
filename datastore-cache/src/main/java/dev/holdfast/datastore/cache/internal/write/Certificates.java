package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.X509Authority;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The certificates of an X.509 authority: one, or several behind each other. */
final class Certificates {

  private static final String SUBJECT_KEY_ID = "2.5.29.14";
  private static final int OCTET_STRING = 4;

  private final List<X509Certificate> all;

  private Certificates(List<X509Certificate> all) {
    this.all = all;
  }

  static Certificates of(X509Authority authority) {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(authority.certificate().toByteArray()))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw unreadable("it is empty", Optional.empty());
      }
      return new Certificates(all);
    } catch (CertificateException e) {
      throw unreadable(String.valueOf(e.getMessage()), Optional.of(e));
    }
  }

  private static DataStoreException unreadable(String problem, Optional<Exception> cause) {
    String description = "a certificate cannot be read: " + problem;
    return cause
        .map(it -> new DataStoreException(Reason.INTERNAL, description, it))
        .orElseGet(() -> new DataStoreException(Reason.INTERNAL, description))
        .of("bundle", "x509_authorities");
  }

  /** Returns when the first of them expires. */
  Instant expire() {
    return all.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Returns the subject key id of the first one, in lower-case hexadecimal digits. */
  Optional<String> subjectKeyId() {
    return Optional.ofNullable(all.get(0).getExtensionValue(SUBJECT_KEY_ID))
        .flatMap(Certificates::content)
        .flatMap(Certificates::content)
        .map(HexFormat.of()::formatHex);
  }

  /** Returns what an octet string of less than 128 bytes holds; longer ones are no key ids. */
  private static Optional<byte[]> content(byte[] der) {
    return der.length >= 2 && der[0] == OCTET_STRING && der[1] == der.length - 2
        ? Optional.of(Arrays.copyOfRange(der, 2, der.length))
        : Optional.empty();
  }
}
