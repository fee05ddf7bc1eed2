package dev.holdfast.datastore;

/** The fields of a {@link FederationRelationship} that an update can change. */
public enum FederationRelationshipField {
  /** {@link FederationRelationship#bundleEndpointUrl}. */
  BUNDLE_ENDPOINT_URL,
  /** {@link FederationRelationship#bundleEndpointProfile}. */
  BUNDLE_ENDPOINT_PROFILE,
  /** {@link FederationRelationship#bundle}; one that is not given stays as it is. */
  BUNDLE
}
