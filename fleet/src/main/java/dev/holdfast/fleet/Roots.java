package dev.holdfast.fleet;

import dev.holdfast.store.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/**
 * The one certificate that all bundles of generated fleets hold: a real one, for which nobody has
 * the private key.
 *
 * @param certificate the certificate, in DER
 * @param publicKey its key, PKIX in DER
 */
record Roots(Bytes certificate, Bytes publicKey) {

  static Roots read() {
    try (InputStream pem = Roots.class.getResourceAsStream("root.pem")) {
      if (pem == null) {
        throw new IllegalStateException("root.pem is not where this class is");
      }
      Certificate root = CertificateFactory.getInstance("X.509").generateCertificate(pem);
      return new Roots(Bytes.wrap(root.getEncoded()), Bytes.wrap(root.getPublicKey().getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CertificateException e) {
      throw new IllegalStateException("root.pem cannot be read", e);
    }
  }
}
