package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Federation relationships to and from their messages. */
public final class FederationRelationshipCodec {

  /** What messages of errors call a relationship. */
  public static final String OBJECT = "federation relationship";

  private static final URI NOT_LOOKED_AT = URI.create("https://not.looked.at");
  private static final Reading READING = new Reading(OBJECT);

  private FederationRelationshipCodec() {}

  /**
   * Returns the relationship of a message.
   *
   * @param message the message
   */
  public static FederationRelationship decode(
      dev.holdfast.proto.datastore.v1.FederationRelationship message) {
    return decode(message, EnumSet.allOf(FederationRelationshipField.class));
  }

  /**
   * Returns the relationship of a message, of which only some fields are looked at.
   *
   * @param message the message
   * @param fields the fields; the others have values that mean nothing
   */
  public static FederationRelationship decode(
      dev.holdfast.proto.datastore.v1.FederationRelationship message,
      Set<FederationRelationshipField> fields) {
    return new FederationRelationship(
        READING.trustDomain("trust_domain", message.getTrustDomain()),
        fields.contains(FederationRelationshipField.BUNDLE_ENDPOINT_URL)
            ? READING.one(
                "bundle_endpoint_url",
                message.getBundleEndpointUrl(),
                FederationRelationshipCodec::url)
            : NOT_LOOKED_AT,
        fields.contains(FederationRelationshipField.BUNDLE_ENDPOINT_PROFILE)
            ? profile(message)
            : BundleEndpointProfile.httpsWeb(),
        fields.contains(FederationRelationshipField.BUNDLE) ? bundle(message) : Optional.empty());
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new DataStoreException(
          DataStoreException.Reason.INVALID, "'" + text + "' is no URL: " + e.getReason(), e);
    }
  }

  private static BundleEndpointProfile profile(
      dev.holdfast.proto.datastore.v1.FederationRelationship message) {
    return switch (message.getBundleEndpointProfileCase()) {
      case HTTPS_WEB -> BundleEndpointProfile.httpsWeb();
      case HTTPS_SPIFFE ->
          BundleEndpointProfile.httpsSpiffe(
              READING.spiffeId(
                  "https_spiffe.endpoint_spiffe_id",
                  message.getHttpsSpiffe().getEndpointSpiffeId()));
      case BUNDLEENDPOINTPROFILE_NOT_SET ->
          throw DataStoreException.invalid(
              OBJECT,
              "bundle_endpoint_profile",
              "it is none that is known here; it is https_web or https_spiffe");
    };
  }

  private static Optional<Bundle> bundle(
      dev.holdfast.proto.datastore.v1.FederationRelationship message) {
    return message.hasBundle()
        ? Optional.of(BundleCodec.decode(message.getBundle()))
        : Optional.empty();
  }

  /**
   * Returns the message of a relationship, with its bundle where it has one.
   *
   * @param relationship the relationship
   */
  public static dev.holdfast.proto.datastore.v1.FederationRelationship encode(
      FederationRelationship relationship) {
    dev.holdfast.proto.datastore.v1.FederationRelationship.Builder message =
        dev.holdfast.proto.datastore.v1.FederationRelationship.newBuilder()
            .setTrustDomain(relationship.trustDomain().name());
    write(relationship, EnumSet.allOf(FederationRelationshipField.class), message);
    relationship.bundle().map(BundleCodec::encode).ifPresent(message::setBundle);
    return message.build();
  }

  /**
   * Writes some fields of a relationship into a message, except the bundle, and leaves alone what
   * it does not know.
   *
   * @param relationship the relationship
   * @param fields the fields
   * @param message the message
   */
  public static void write(
      FederationRelationship relationship,
      Set<FederationRelationshipField> fields,
      dev.holdfast.proto.datastore.v1.FederationRelationship.Builder message) {
    for (FederationRelationshipField field : fields) {
      switch (field) {
        case BUNDLE_ENDPOINT_URL ->
            message.setBundleEndpointUrl(relationship.bundleEndpointUrl().toString());
        case BUNDLE_ENDPOINT_PROFILE -> write(relationship.bundleEndpointProfile(), message);
        case BUNDLE -> {
          // A record of its own.
        }
      }
    }
  }

  private static void write(
      BundleEndpointProfile profile,
      dev.holdfast.proto.datastore.v1.FederationRelationship.Builder message) {
    if (profile instanceof BundleEndpointProfile.HttpsSpiffe spiffe) {
      message.getHttpsSpiffeBuilder().setEndpointSpiffeId(spiffe.endpointSpiffeId().toString());
    } else {
      message.getHttpsWebBuilder();
    }
  }
}
