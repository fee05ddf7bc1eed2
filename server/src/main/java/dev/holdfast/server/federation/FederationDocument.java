package dev.holdfast.server.federation;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.bundle.NestedBundle;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.server.document.DocumentException.Place;
import dev.holdfast.server.document.Fields;
import dev.holdfast.server.document.JsonReader;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads federation relationships from JSON, as {@code spire-server federation create -data} does
 * and as {@code federation list --output json} writes them.
 */
final class FederationDocument {

  private static final Fields<Written> RELATIONSHIP =
      new Fields<Written>()
          .on(
              "trust_domain",
              (written, json) ->
                  written.trustDomain =
                      Optional.of(
                          json.text(
                              "a trust domain such as \"partner.example\"", TrustDomain::parse)))
          .on(
              "bundle_endpoint_url",
              (written, json) ->
                  written.url = Optional.of(json.text("a URL, https://…", URI::create)))
          .alias("bundle_endpoint_u_r_l", "bundle_endpoint_url")
          .on(
              "bundle_endpoint_profile",
              (written, json) ->
                  written.profile =
                      Optional.of(json.text("\"https_web\" or \"https_spiffe\"", Profile::parse)))
          .on(
              "endpoint_spiffe_id",
              (written, json) ->
                  written.endpointId =
                      Optional.of(
                          json.text(
                              "a SPIFFE id such as \"spiffe://partner.example/server\"",
                              SpiffeId::parse)))
          .alias("endpoint_s_p_i_f_f_e_i_d", "endpoint_spiffe_id")
          .on("bundle", (written, json) -> written.bundle = Optional.of(NestedBundle.ofJson(json)))
          .on(
              "trust_domain_bundle",
              (written, json) -> written.bundle = Optional.of(NestedBundle.ofSpiffe(json)))
          .on(
              "trust_domain_bundle_format",
              (written, json) ->
                  json.text("\"spiffe\", the only format here", FederationDocument::spiffe))
          .ignore("revision_number", "created_at", "create_revision", "mod_revision");

  private static final Fields<List<Draft>> DOCUMENT =
      new Fields<List<Draft>>()
          .on(
              "federation_relationships",
              (drafts, json) -> json.array("relationships", () -> drafts.add(readOne(json))))
          .ignore("revision", "history_id", "age_ms");

  private FederationDocument() {}

  /**
   * A relationship as it is described, whole or in part.
   *
   * @param trustDomain the other trust domain
   * @param url where its bundle is fetched from, if that is told
   * @param profile how the endpoint is authenticated, if that is told
   * @param bundle its bundle, if that is told
   * @param place where it begins, if it stands in a document
   */
  record Draft(
      TrustDomain trustDomain,
      Optional<URI> url,
      Optional<BundleEndpointProfile> profile,
      Optional<Bundle> bundle,
      Optional<Place> place) {

    /** Returns the whole relationship. */
    FederationRelationship toRelationship() {
      return new FederationRelationship(
          trustDomain,
          url.orElseThrow(
              () ->
                  new DocumentException(
                      place.orElseThrow(),
                      "bundle_endpoint_url is missing; every relationship has one")),
          profile.orElse(BundleEndpointProfile.httpsWeb()),
          bundle);
    }

    /** Returns the new values of the fields that are told; what the others have means nothing. */
    FederationRelationship toChange() {
      return new FederationRelationship(
          trustDomain,
          url.orElseGet(() -> URI.create("https://" + trustDomain.name())),
          profile.orElse(BundleEndpointProfile.httpsWeb()),
          bundle);
    }

    /** Returns which fields are told. */
    Set<FederationRelationshipField> fields() {
      Set<FederationRelationshipField> fields = EnumSet.noneOf(FederationRelationshipField.class);
      url.ifPresent(it -> fields.add(FederationRelationshipField.BUNDLE_ENDPOINT_URL));
      profile.ifPresent(it -> fields.add(FederationRelationshipField.BUNDLE_ENDPOINT_PROFILE));
      bundle.ifPresent(it -> fields.add(FederationRelationshipField.BUNDLE));
      return fields;
    }
  }

  /** Reads a document. */
  static List<Draft> read(String file, InputStream content) {
    List<Draft> drafts = new ArrayList<>();
    JsonReader.readObject(file, content, DOCUMENT, drafts);
    if (drafts.isEmpty()) {
      throw new DocumentException(
          new Place(file, 1, 1, Optional.of("federation_relationships")),
          "there is no relationship; expected is at least one");
    }
    return drafts;
  }

  private static String spiffe(String format) {
    if (!format.equals("spiffe")) {
      throw new IllegalArgumentException(format);
    }
    return format;
  }

  private static Draft readOne(JsonReader json) {
    Written written = new Written();
    Place place = json.object(RELATIONSHIP, written);
    TrustDomain trustDomain =
        written.trustDomain.orElseThrow(
            () ->
                new DocumentException(
                    place, "trust_domain is missing; every relationship has one"));
    return new Draft(
        trustDomain,
        written.url,
        profile(written, place),
        written.bundle.map(bundle -> bundle.of(trustDomain)),
        Optional.of(place));
  }

  private static Optional<BundleEndpointProfile> profile(Written written, Place place) {
    boolean spiffe = written.profile.filter(it -> it == Profile.HTTPS_SPIFFE).isPresent();
    if (spiffe != written.endpointId.isPresent()) {
      throw new DocumentException(
          place,
          "endpoint_spiffe_id must be there where bundle_endpoint_profile is https_spiffe, and"
              + " only there");
    }
    return written
        .endpointId
        .map(BundleEndpointProfile::httpsSpiffe)
        .or(() -> written.profile.map(web -> BundleEndpointProfile.httpsWeb()));
  }

  /** A relationship while it is read. */
  private static final class Written {
    private Optional<TrustDomain> trustDomain = Optional.empty();
    private Optional<URI> url = Optional.empty();
    private Optional<Profile> profile = Optional.empty();
    private Optional<SpiffeId> endpointId = Optional.empty();
    private Optional<NestedBundle> bundle = Optional.empty();
  }
}
