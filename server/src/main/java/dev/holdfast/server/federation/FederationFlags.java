package dev.holdfast.server.federation;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.bundle.FileFormat;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.failure.CommandException;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that describe a federation relationship. */
final class FederationFlags {

  private final Context context;

  @Option(
      names = "--bundle-endpoint-url",
      paramLabel = "URL",
      description = "Where the trust domain's bundle is fetched from: https://….")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--bundle-endpoint-profile",
      paramLabel = "PROFILE",
      converter = Profile.Converter.class,
      description = {
        "How the endpoint is authenticated: 'https_web' (as web servers are; the default) or",
        "'https_spiffe' (by its SPIFFE id)."
      })
  private Optional<Profile> profile = Optional.empty();

  @Option(
      names = "--endpoint-spiffe-id",
      paramLabel = "ID",
      description = "The endpoint's SPIFFE id, where the profile is https_spiffe.")
  private Optional<SpiffeId> endpointId = Optional.empty();

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "The trust domain's bundle, which is set by the same commit; - is the input.")
  private Optional<String> bundle = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FileFormat.Converter.class,
      description = "The file's format: spiffe (the default), pem or json.")
  private FileFormat format = FileFormat.SPIFFE;

  FederationFlags(Context context) {
    this.context = context;
  }

  /** Returns whether any of the options is given. */
  boolean isGiven() {
    return url.isPresent() || profile.isPresent() || endpointId.isPresent() || bundle.isPresent();
  }

  Optional<URI> url() {
    return url;
  }

  /** Returns the profile that is chosen, if one is. */
  Optional<BundleEndpointProfile> profile() {
    if (endpointId.isPresent() && profile.filter(it -> it == Profile.HTTPS_WEB).isPresent()) {
      throw CommandException.usage(
          "--endpoint-spiffe-id speaks of the profile https_spiffe; leave it out, or name that");
    }
    if (profile.filter(it -> it == Profile.HTTPS_SPIFFE).isPresent() && endpointId.isEmpty()) {
      throw CommandException.usage("the profile https_spiffe needs --endpoint-spiffe-id");
    }
    return endpointId
        .map(BundleEndpointProfile::httpsSpiffe)
        .or(() -> profile.map(web -> BundleEndpointProfile.httpsWeb()));
  }

  /** Reads the bundle, if a file is named. */
  Optional<Bundle> readBundle(TrustDomain trustDomain) {
    return bundle.map(file -> format.read(trustDomain, file, context).bundle());
  }
}
