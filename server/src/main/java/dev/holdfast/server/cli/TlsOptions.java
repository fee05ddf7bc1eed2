package dev.holdfast.server.cli;

import dev.holdfast.runtime.TlsFiles;
import dev.holdfast.server.failure.CommandException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that encrypt a TCP connection. */
public final class TlsOptions {

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Own certificate and its chain, in PEM; for TCP.")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key, PKCS #8 in PEM.")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "The roots that the other side's certificate must lead to, in PEM.")
  private Optional<Path> roots = Optional.empty();

  /** Returns whether the other side must have a certificate that leads to roots of ours. */
  public boolean hasRoots() {
    return roots.isPresent();
  }

  /** Returns the files, or nothing where the connection is not encrypted. */
  public Optional<TlsFiles> files() {
    if (certificate.isEmpty() && key.isEmpty() && roots.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw CommandException.usage("TLS needs both --tls-cert and --tls-key");
    }
    return Optional.of(new TlsFiles(certificate.get(), key.get(), roots));
  }
}
