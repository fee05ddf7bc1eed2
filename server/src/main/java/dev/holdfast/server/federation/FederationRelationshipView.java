package dev.holdfast.server.federation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.bundle.BundleView;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Shows federation relationships. In JSON they can be read again by {@code federation create
 * --data}.
 */
public final class FederationRelationshipView implements RecordView<FederationRelationship> {

  private final BundleView bundles = new BundleView();

  /** Makes a view. */
  public FederationRelationshipView() {}

  @Override
  public String singular() {
    return "federation_relationship";
  }

  @Override
  public String plural() {
    return "federation_relationships";
  }

  @Override
  public List<Column<Stored<FederationRelationship>>> columns() {
    return List.of(
        column("TRUST DOMAIN", it -> it.trustDomain().name()),
        column("URL", it -> it.bundleEndpointUrl().toString()),
        column("PROFILE", FederationRelationshipView::profile));
  }

  @Override
  public List<Column<Stored<FederationRelationship>>> fields() {
    List<Column<Stored<FederationRelationship>>> fields =
        new ArrayList<>(
            List.of(
                column("Trust domain", it -> it.trustDomain().name()),
                column("Bundle endpoint URL", it -> it.bundleEndpointUrl().toString()),
                column("Bundle endpoint profile", FederationRelationshipView::profile)));
    for (Column<Stored<Bundle>> field : bundles.fields().subList(1, bundles.fields().size())) {
      fields.add(
          new Column<>(
              "Bundle: " + field.title(),
              stored -> ofBundle(stored).map(field::textOf).orElse("")));
    }
    return fields;
  }

  private static Optional<Stored<Bundle>> ofBundle(Stored<FederationRelationship> stored) {
    return stored
        .value()
        .bundle()
        .map(
            bundle ->
                new Stored<>(
                    bundle,
                    stored.historyId(),
                    stored.createRevision(),
                    stored.modRevision(),
                    stored.revisionNumber(),
                    stored.createdAt()));
  }

  private static Column<Stored<FederationRelationship>> column(
      String title, Function<FederationRelationship, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  private static String profile(FederationRelationship relationship) {
    return Profile.of(relationship.bundleEndpointProfile()).word()
        + endpointId(relationship).map(id -> " " + id).orElse("");
  }

  private static Optional<SpiffeId> endpointId(FederationRelationship relationship) {
    return relationship.bundleEndpointProfile() instanceof BundleEndpointProfile.HttpsSpiffe spiffe
        ? Optional.of(spiffe.endpointSpiffeId())
        : Optional.empty();
  }

  @Override
  public void writeFields(FederationRelationship record, JsonGenerator json) throws IOException {
    json.writeStringField("trust_domain", record.trustDomain().name());
    json.writeStringField("bundle_endpoint_url", record.bundleEndpointUrl().toString());
    json.writeStringField(
        "bundle_endpoint_profile", Profile.of(record.bundleEndpointProfile()).word());
    Optional<SpiffeId> endpointId = endpointId(record);
    if (endpointId.isPresent()) {
      json.writeStringField("endpoint_spiffe_id", endpointId.get().toString());
    }
    if (record.bundle().isPresent()) {
      json.writeObjectFieldStart("bundle");
      bundles.writeFields(record.bundle().get(), json);
      json.writeEndObject();
    }
  }
}
