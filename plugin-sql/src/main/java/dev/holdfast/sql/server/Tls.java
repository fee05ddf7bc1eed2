package dev.holdfast.sql.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a connection is encrypted.
 *
 * @param mode what is asked of the server
 * @param authority the PEM file of the certificates that servers are trusted by
 * @param client the client's own certificate
 */
record Tls(Mode mode, Optional<Path> authority, Optional<Client> client) {

  /** What is asked of the server. */
  enum Mode {
    /** No encryption. */
    DISABLE("disable", "DISABLED"),
    /** Encryption if the server offers it. */
    PREFER("prefer", "PREFERRED"),
    /** Encryption, by whatever certificate. */
    REQUIRE("require", "REQUIRED"),
    /** A certificate that the authority has signed. */
    VERIFY_CA("verify-ca", "VERIFY_CA"),
    /** Such a certificate, and of the host that was asked for. */
    VERIFY_FULL("verify-full", "VERIFY_IDENTITY");

    private final String option;
    private final String mysql;

    Mode(String option, String mysql) {
      this.option = option;
      this.mysql = mysql;
    }

    /** Returns its name as an option, which is PostgreSQL's. */
    String option() {
      return option;
    }

    /** Returns MySQL's name for it. */
    String mysql() {
      return mysql;
    }
  }

  /**
   * A client's certificate.
   *
   * @param certificate its PEM file
   * @param key the PEM file of its private key, PKCS #8 and not encrypted
   */
  record Client(Path certificate, Path key) {}
}
