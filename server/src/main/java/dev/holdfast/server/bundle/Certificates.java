package dev.holdfast.server.bundle;

import dev.holdfast.store.Bytes;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** X.509 certificates in DER. */
final class Certificates {

  private static final String SUBJECT_KEY_ID = "2.5.29.14";
  private static final int OCTET_STRING = 4;

  private Certificates() {}

  /**
   * Returns the certificate that is encoded in some bytes, and nothing behind it.
   *
   * @throws IllegalArgumentException if there is none
   */
  static X509Certificate parse(byte[] der) {
    try {
      ByteArrayInputStream bytes = new ByteArrayInputStream(der);
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
      if (bytes.available() > 0) {
        throw new IllegalArgumentException("more follows behind the certificate");
      }
      return certificate;
    } catch (CertificateException e) {
      throw new IllegalArgumentException("it is not an X.509 certificate in DER", e);
    }
  }

  static X509Certificate parse(Bytes der) {
    return parse(der.toByteArray());
  }

  /** Returns a certificate's subject key id, in lower-case hexadecimal digits, if it has one. */
  static Optional<String> subjectKeyId(X509Certificate certificate) {
    return Optional.ofNullable(certificate.getExtensionValue(SUBJECT_KEY_ID))
        .flatMap(Certificates::octets)
        .flatMap(Certificates::octets)
        .map(HexFormat.of()::formatHex);
  }

  /** Returns what an octet string of less than 128 bytes holds; longer ones are no key ids. */
  private static Optional<byte[]> octets(byte[] der) {
    return der.length >= 2 && der[0] == OCTET_STRING && der[1] == der.length - 2
        ? Optional.of(Arrays.copyOfRange(der, 2, der.length))
        : Optional.empty();
  }
}
