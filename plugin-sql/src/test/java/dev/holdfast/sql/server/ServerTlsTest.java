package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are encrypted, and certificates on both sides. */
final class ServerTlsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void certificates_areAskedForAndVerified(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    Certificates certificates = new Certificates(folder);
    Tls.Client client = certificates.sign("client");
    Certificates others = new Certificates(Files.createDirectory(folder.resolve("others")));
    try (ServerProcess server = ServerProcess.start(kind, settings(kind, certificates))) {
      requireClientCertificates(kind, server);
      String url = kind.scheme() + ":" + server.location() + "?user=tls_user&password=secret";
      String trusting = url + "&tls_ca=" + certificates.authority();
      String own = "&tls_cert=" + client.certificate() + "&tls_key=" + client.key();
      try (Store store = Stores.open(trusting + own)) {
        assertThat(store.blocking().put(Bytes.utf8("k"), Bytes.utf8("v")).modRevision())
            .hasValue(1);
      }
      assertThatThrownBy(() -> Stores.open(trusting).close()).isInstanceOf(StoreException.class);
      assertThatThrownBy(() -> Stores.open(url + "&tls_ca=" + others.authority() + own).close())
          .isInstanceOf(StoreException.class)
          .hasStackTraceContaining("PKIX");
      assertThatThrownBy(() -> Stores.open(url + "&tls=disable").close())
          .isInstanceOf(StoreException.class);
    }
  }

  private static String[] settings(ServerKind kind, Certificates certificates) throws Exception {
    Tls.Client server = certificates.sign("server");
    List<String> settings =
        kind == ServerKind.POSTGRESQL
            ? List.of(
                "ssl=on",
                "ssl_ca_file=" + certificates.authority(),
                "ssl_cert_file=" + server.certificate(),
                "ssl_key_file=" + server.key())
            : List.of(
                "ssl-ca=" + certificates.authority(),
                "ssl-cert=" + server.certificate(),
                "ssl-key=" + server.key());
    return settings.toArray(String[]::new);
  }

  private static void requireClientCertificates(ServerKind kind, ServerProcess server)
      throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      if (kind != ServerKind.POSTGRESQL) {
        statement.execute("create user 'tls_user'@'%' identified by 'secret' require x509");
        statement.execute("grant all on holdfast.* to 'tls_user'@'%'");
        return;
      }
      statement.execute("create role tls_user superuser login password 'secret'");
      Files.writeString(
          server.data().resolve("pg_hba.conf"),
          "hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca\n");
    }
    server.kill();
    server.restart();
  }
}
