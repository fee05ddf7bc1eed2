package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Context;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that tell which file holds a trust domain's bundle. */
final class BundleFile {

  private final Context context;

  @Option(
      names = "--trust-domain",
      required = true,
      paramLabel = "DOMAIN",
      description = "The trust domain, such as example.org.")
  private Optional<TrustDomain> trustDomain = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FileFormat.Converter.class,
      description = {
        "'spiffe' (a SPIFFE bundle document, the default), 'pem' (X.509 certificates) or 'json'",
        "(as 'bundle show -o json' writes it)."
      })
  private FileFormat format = FileFormat.SPIFFE;

  @Parameters(paramLabel = "FILE", description = "The file; - is the standard input.")
  private String file = "";

  BundleFile(Context context) {
    this.context = context;
  }

  /** Reads the bundle. */
  Bundle read() {
    return format.read(trustDomain.orElseThrow(), file, context).bundle();
  }
}
