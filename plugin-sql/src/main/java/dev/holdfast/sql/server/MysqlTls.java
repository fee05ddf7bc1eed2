package dev.holdfast.sql.server;

import com.mysql.cj.conf.PropertyKey;
import dev.holdfast.sql.SqlFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Certificates as MySQL's driver wants them: in key stores, made anew when the PEM files change.
 *
 * <p>The stores are files that only their owner may read, removed when the program ends. Their
 * password hides nothing that the PEM files do not show.
 */
final class MysqlTls {

  private static final String TYPE = "PKCS12";
  private static final String PASSWORD = "holdfast";
  private static final ConcurrentMap<Pem, Path> STORES = new ConcurrentHashMap<>();

  private MysqlTls() {}

  /** Adds a configuration's certificates to a driver's properties. */
  static void apply(Tls tls, Properties properties) throws SQLException {
    if (tls.authority().isPresent()) {
      MysqlDialect.set(
          properties,
          PropertyKey.trustCertificateKeyStoreUrl,
          store(Pem.authority(tls.authority().get())));
      MysqlDialect.set(properties, PropertyKey.trustCertificateKeyStoreType, TYPE);
      MysqlDialect.set(properties, PropertyKey.trustCertificateKeyStorePassword, PASSWORD);
    }
    if (tls.client().isPresent()) {
      MysqlDialect.set(
          properties,
          PropertyKey.clientCertificateKeyStoreUrl,
          store(Pem.client(tls.client().get())));
      MysqlDialect.set(properties, PropertyKey.clientCertificateKeyStoreType, TYPE);
      MysqlDialect.set(properties, PropertyKey.clientCertificateKeyStorePassword, PASSWORD);
    }
  }

  private static String store(Pem pem) throws SQLException {
    Path known = STORES.get(pem);
    if (known == null) {
      try {
        known = write(pem.keyStore(TYPE, PASSWORD.toCharArray()));
      } catch (IOException | GeneralSecurityException e) {
        throw new Refusal(
            SqlFailure.DENIED, "the certificates cannot be used, " + pem.files() + ": " + e);
      }
      STORES.put(pem, known);
    }
    return known.toUri().toString();
  }

  private static Path write(KeyStore store) throws IOException, GeneralSecurityException {
    Path file =
        Files.createTempFile(
            "holdfast",
            ".p12",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    file.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }
}
