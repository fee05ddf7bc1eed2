package dev.holdfast.datastore;

/** How the endpoint of a {@link FederationRelationship} is authenticated. */
public sealed interface BundleEndpointProfile {

  /** Returns the profile of endpoints that are authenticated as web servers are. */
  static BundleEndpointProfile httpsWeb() {
    return HttpsWeb.HTTPS_WEB;
  }

  /**
   * Returns the profile of an endpoint that is authenticated by its SPIFFE id.
   *
   * @param endpointSpiffeId the endpoint's SPIFFE id
   */
  static BundleEndpointProfile httpsSpiffe(SpiffeId endpointSpiffeId) {
    return new HttpsSpiffe(endpointSpiffeId);
  }

  /** The endpoint is authenticated as web servers are. */
  enum HttpsWeb implements BundleEndpointProfile {
    /** The only one. */
    HTTPS_WEB
  }

  /**
   * The endpoint is authenticated by its SPIFFE id.
   *
   * @param endpointSpiffeId the endpoint's SPIFFE id
   */
  record HttpsSpiffe(SpiffeId endpointSpiffeId) implements BundleEndpointProfile {}
}
