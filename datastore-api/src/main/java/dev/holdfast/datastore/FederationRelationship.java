package dev.holdfast.datastore;

import java.net.URI;
import java.util.Optional;

/**
 * How the bundle of another trust domain is kept up to date.
 *
 * @param trustDomain the other trust domain; the key
 * @param bundleEndpointUrl where its bundle is fetched from: an absolute https URL without user
 *     information
 * @param bundleEndpointProfile how the endpoint is authenticated
 * @param bundle the trust domain's bundle, a record of its own: told where there is one, except in
 *     {@link Change}s; in a write, sets it
 */
public record FederationRelationship(
    TrustDomain trustDomain,
    URI bundleEndpointUrl,
    BundleEndpointProfile bundleEndpointProfile,
    Optional<Bundle> bundle)
    implements IdentityRecord {

  /**
   * Makes a relationship that comes without a bundle.
   *
   * @param trustDomain the other trust domain
   * @param bundleEndpointUrl where its bundle is fetched from
   * @param bundleEndpointProfile how the endpoint is authenticated
   */
  public FederationRelationship(
      TrustDomain trustDomain, URI bundleEndpointUrl, BundleEndpointProfile bundleEndpointProfile) {
    this(trustDomain, bundleEndpointUrl, bundleEndpointProfile, Optional.empty());
  }

  /**
   * Returns the same relationship with a bundle, or without one.
   *
   * @param other the bundle
   */
  public FederationRelationship withBundle(Optional<Bundle> other) {
    return new FederationRelationship(trustDomain, bundleEndpointUrl, bundleEndpointProfile, other);
  }

  @Override
  public RecordKind kind() {
    return RecordKind.FEDERATION_RELATIONSHIP;
  }

  /** Returns the trust domain's name. */
  @Override
  public String key() {
    return trustDomain.name();
  }
}
