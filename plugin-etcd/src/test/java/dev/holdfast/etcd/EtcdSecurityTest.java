package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, users and roles. */
final class EtcdSecurityTest {

  @TempDir private Path folder;

  @BeforeEach
  void requireInstalled() {
    EtcdMember.requireInstalled();
  }

  private static void requireReason(ErrorReason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void roundTrip(Store store) {
    Bytes key = Bytes.utf8("a");
    store.blocking().put(key, Bytes.utf8("1"));
    assertThat(store.blocking().get(GetRequest.of(key)).entries()).hasSize(1);
  }

  /**
   * Makes a key and a certificate that an authority has signed; for itself, where there is none.
   */
  private Path certificate(String name, String... signedBy) throws Exception {
    Path certificate = folder.resolve(name + ".pem");
    Path extensions =
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=IP:127.0.0.1\n");
    Path request = folder.resolve(name + ".csr");
    List<String> ask =
        List.of(
            "openssl",
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=" + name,
            "-keyout",
            folder.resolve(name + ".key").toString());
    List<String> command = new ArrayList<>(ask);
    if (signedBy.length == 0) {
      command.addAll(List.of("-x509", "-days", "2", "-out", certificate.toString()));
      Etcdctl.exec(command);
      return certificate;
    }
    command.addAll(List.of("-out", request.toString()));
    Etcdctl.exec(command);
    Path authority = folder.resolve(signedBy[0] + ".pem");
    Etcdctl.exec(
        List.of(
            "openssl",
            "x509",
            "-req",
            "-in",
            request.toString(),
            "-CA",
            authority.toString(),
            "-CAkey",
            folder.resolve(signedBy[0] + ".key").toString(),
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            extensions.toString(),
            "-out",
            certificate.toString()));
    return certificate;
  }

  @Test
  void certificates_ofBothSides() throws Exception {
    certificate("ca");
    certificate("member", "ca");
    certificate("client", "ca");
    String tls = "https://127.0.0.1:" + EtcdMember.freePort();
    int client = EtcdMember.freePort();
    try (EtcdMember member =
        EtcdMember.start(
            folder,
            "alone",
            client,
            EtcdMember.freePort(),
            "alone",
            List.of(),
            "--listen-metrics-urls=http://127.0.0.1:" + client, // where its health is told
            "--listen-client-urls=" + tls,
            "--advertise-client-urls=" + tls,
            "--client-cert-auth",
            "--trusted-ca-file=" + folder.resolve("ca.pem"),
            "--cert-file=" + folder.resolve("member.pem"),
            "--key-file=" + folder.resolve("member.key"))) {
      String url = "etcd:" + tls.substring("https://".length()) + "/test";
      member.awaitUp();
      String ca = "?ca_file=" + folder.resolve("ca.pem");
      String ours =
          "&cert_file="
              + folder.resolve("client.pem")
              + "&key_file="
              + folder.resolve("client.key");
      try (Store store = Stores.open(url + ca + ours)) {
        roundTrip(store);
      }
      requireReason(ErrorReason.NOT_APPLIED, () -> Stores.open(url + ca));
      requireReason(ErrorReason.NOT_APPLIED, () -> Stores.open(url + "?tls=true"));
    }
  }

  @Test
  void users_andTheirRoles() throws Exception {
    try (EtcdMember member =
        EtcdMember.alone(folder, "--auth-token=simple", "--auth-token-ttl=2").awaitUp()) {
      String at = member.endpoint();
      Etcdctl.run(at, "user", "add", "root:root");
      Etcdctl.run(at, "user", "grant-role", "root", "root");
      Etcdctl.run(at, "role", "add", "ours");
      Etcdctl.run(at, "role", "grant-permission", "ours", "readwrite", "--prefix=true", "test/");
      Etcdctl.run(at, "user", "add", "us:secret");
      Etcdctl.run(at, "user", "grant-role", "us", "ours");
      Etcdctl.run(at, "auth", "enable");
      String us = "?user=us&password=secret";
      try (Store store = Stores.open("etcd:" + at + "/test" + us)) {
        roundTrip(store);
        // All tokens end when users change; nobody notices.
        Etcdctl.run(at, "--user=root:root", "user", "add", "other:secret");
        roundTrip(store);
        roundTrip(store);
      }
      requireReason(ErrorReason.PERMISSION_DENIED, () -> Stores.open("etcd:" + at + "/other" + us));
      requireReason(
          ErrorReason.UNAUTHENTICATED,
          () -> Stores.open("etcd:" + at + "/test?user=us&password=wrong"));
      requireReason(ErrorReason.UNAUTHENTICATED, () -> Stores.open("etcd:" + at + "/test"));
    }
  }
}
