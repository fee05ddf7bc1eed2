package dev.holdfast.server.watch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Shows federation relationships. */
final class FederationRelationshipView implements RecordView<FederationRelationship> {

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
        column("PROFILE", it -> profile(it)));
  }

  @Override
  public List<Column<Stored<FederationRelationship>>> fields() {
    return List.of(
        column("Trust domain", it -> it.trustDomain().name()),
        column("Bundle endpoint URL", it -> it.bundleEndpointUrl().toString()),
        column("Bundle endpoint profile", it -> profile(it)));
  }

  private static Column<Stored<FederationRelationship>> column(
      String title, Function<FederationRelationship, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  private static String profile(FederationRelationship relationship) {
    return relationship.bundleEndpointProfile() instanceof BundleEndpointProfile.HttpsSpiffe spiffe
        ? "https_spiffe " + spiffe.endpointSpiffeId()
        : "https_web";
  }

  @Override
  public void writeFields(FederationRelationship record, JsonGenerator json) throws IOException {
    json.writeStringField("trust_domain", record.trustDomain().name());
    json.writeStringField("bundle_endpoint_url", record.bundleEndpointUrl().toString());
    json.writeStringField("bundle_endpoint_profile", profile(record));
  }
}
