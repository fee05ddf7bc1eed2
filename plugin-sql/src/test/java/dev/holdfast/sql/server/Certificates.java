package dev.holdfast.sql.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and what it signs, made by the JDK's keytool, in PEM files of a folder. */
final class Certificates {

  private static final String PASSWORD = "password";

  private final Path folder;

  Certificates(Path folder) throws Exception {
    this.folder = folder;
    keytool("ca", List.of("-genkeypair", "-keyalg", "RSA", "-dname", "CN=ca", "-ext", "bc:c"));
    keytool("ca", List.of("-exportcert", "-rfc", "-file", path("ca.pem").toString()));
  }

  /** Returns the authority's certificate. */
  Path authority() {
    return path("ca.pem");
  }

  /** Makes a certificate and its key, {@code NAME.pem} and {@code NAME.key}. */
  Tls.Client sign(String name) throws Exception {
    keytool(name, List.of("-genkeypair", "-keyalg", "RSA", "-dname", "CN=" + name));
    keytool(name, List.of("-certreq", "-file", path(name + ".csr").toString()));
    keytool(
        "ca",
        List.of(
            "-gencert",
            "-rfc",
            "-ext",
            "san=ip:127.0.0.1",
            "-infile",
            path(name + ".csr").toString(),
            "-outfile",
            path(name + ".pem").toString()));
    writeKey(name);
    return new Tls.Client(path(name + ".pem"), path(name + ".key"));
  }

  private void writeKey(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(path(name + ".p12"))) {
      store.load(file, PASSWORD.toCharArray());
    }
    Key key = store.getKey(name, PASSWORD.toCharArray());
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    Files.createFile(
        path(name + ".key"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        path(name + ".key"),
        "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n",
        US_ASCII);
  }

  private Path path(String file) {
    return folder.resolve(file);
  }

  private void keytool(String alias, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-alias", alias, "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", path(alias + ".p12").toString()));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(path("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }
}
