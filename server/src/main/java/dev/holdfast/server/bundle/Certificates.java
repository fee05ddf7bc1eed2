package dev.holdfast.server.bundle;

import dev.holdfast.store.Bytes;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** X.509 certificates in DER. */
final class Certificates {

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
}
