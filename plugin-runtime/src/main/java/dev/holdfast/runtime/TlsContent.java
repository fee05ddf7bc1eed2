package dev.holdfast.runtime;

import dev.holdfast.store.Bytes;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/**
 * What the files of one side of a TLS connection held when they were read, in PEM.
 *
 * @param chain the certificates
 * @param key the first certificate's key
 * @param roots what the other side's certificate must lead to; empty where nothing is told
 */
record TlsContent(Bytes chain, Bytes key, Bytes roots) {

  private static final byte[] SAMPLE = {1};

  /**
   * Reads files.
   *
   * @throws GeneralSecurityException if one of them is not understood, or the key is not the
   *     certificate's
   */
  static TlsContent of(TlsFiles files) throws IOException, GeneralSecurityException {
    Bytes roots = files.trusted().isPresent() ? read(files.trusted().get()) : Bytes.empty();
    TlsContent content =
        new TlsContent(read(files.certificates()), read(files.privateKey()), roots);
    requireCertificates(content.certificates(), files.certificates());
    if (files.trusted().isPresent()) {
      requireCertificates(content.trusted(), files.trusted().get());
    }
    if (!fit(content.privateKey(), content.certificates()[0].getPublicKey())) {
      throw new InvalidKeyException(
          "the key in " + files.privateKey() + " is not that of the certificate");
    }
    return content;
  }

  private static Bytes read(Path file) throws IOException {
    return Bytes.wrap(Files.readAllBytes(file));
  }

  private static void requireCertificates(X509Certificate[] certificates, Path file)
      throws CertificateException {
    if (certificates.length == 0) {
      throw new CertificateException("there is no certificate in " + file);
    }
  }

  private static boolean fit(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            privateKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(privateKey);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(SAMPLE);
    return signature.verify(signed);
  }

  X509Certificate[] certificates() throws CertificateException {
    return CertificateUtils.getX509Certificates(stream(chain));
  }

  PrivateKey privateKey() throws GeneralSecurityException, IOException {
    return CertificateUtils.getPrivateKey(stream(key));
  }

  X509Certificate[] trusted() throws CertificateException {
    return CertificateUtils.getX509Certificates(stream(roots));
  }

  private static InputStream stream(Bytes pem) {
    return new ByteArrayInputStream(pem.toByteArray());
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "TLS files of " + chain.size() + ", " + key.size() + " and " + roots.size() + " bytes";
  }
}
