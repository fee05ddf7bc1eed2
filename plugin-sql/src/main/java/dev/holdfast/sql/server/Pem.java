package dev.holdfast.sql.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.sql.SqlFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates, and maybe a private key, as PEM files had them when they were read.
 *
 * @param files the files, for messages
 * @param certificates the certificates' text
 * @param key the key's text
 */
record Pem(List<Path> files, String certificates, Optional<String> key) {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  static Pem authority(Path file) throws SQLException {
    return new Pem(List.of(file), read(file), Optional.empty());
  }

  static Pem client(Tls.Client client) throws SQLException {
    return new Pem(
        List.of(client.certificate(), client.key()),
        read(client.certificate()),
        Optional.of(read(client.key())));
  }

  private static String read(Path file) throws SQLException {
    try {
      return Files.readString(file, US_ASCII);
    } catch (IOException e) {
      throw new Refusal(SqlFailure.DENIED, file + " cannot be read: " + e);
    }
  }

  /** Returns a key store of them. */
  KeyStore keyStore(String type, char[] password) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, password);
    List<Certificate> chain =
        new ArrayList<>(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificates.getBytes(US_ASCII))));
    if (key.isPresent()) {
      store.setKeyEntry(
          "client", privateKey(key.get()), password, chain.toArray(Certificate[]::new));
      return store;
    }
    for (Certificate certificate : chain) {
      store.setCertificateEntry("authority-" + store.size(), certificate);
    }
    return store;
  }

  private static PrivateKey privateKey(String text) throws GeneralSecurityException {
    Matcher block = KEY.matcher(text);
    if (!block.find()) {
      throw new InvalidKeySpecException(
          "no PKCS #8 key ('BEGIN PRIVATE KEY'); convert it with openssl pkcs8 -topk8 -nocrypt");
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // A key of another algorithm; the next is tried.
      }
    }
    throw new InvalidKeySpecException("the key is none of " + ALGORITHMS);
  }

  @Override
  public String toString() {
    return "Pem" + files;
  }
}
