package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.FederationRelationships;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The federation relationships of a {@link Model}. */
final class ModelFederationRelationships implements FederationRelationships {

  private static final RecordKind KIND = RecordKind.FEDERATION_RELATIONSHIP;

  private final Model model;

  ModelFederationRelationships(Model model) {
    this.model = model;
  }

  private static Stored<FederationRelationship> joined(
      ModelState state, Stored<FederationRelationship> stored) {
    Optional<Stored<Bundle>> bundle =
        state.find(RecordKind.BUNDLE, stored.value().trustDomain().name());
    return stored.with(stored.value().withBundle(bundle.map(Stored::value)));
  }

  @Override
  public Stored<FederationRelationship> create(FederationRelationship relationship) {
    ModelRules.check(relationship, EnumSet.allOf(FederationRelationshipField.class));
    model.requireAbsent(KIND, relationship.key());
    return write(relationship, relationship.bundle());
  }

  private Stored<FederationRelationship> write(
      FederationRelationship relationship, Optional<Bundle> bundle) {
    Stored<FederationRelationship> stored =
        model.commit(
            edit -> {
              bundle.ifPresent(
                  it -> {
                    Object unused = edit.write(it);
                  });
              return edit.write(relationship.withBundle(Optional.empty()));
            });
    return joined(model.head(), stored);
  }

  @Override
  public Read<Optional<Stored<FederationRelationship>>> fetch(
      TrustDomain trustDomain, ReadConsistency consistency) {
    return model.read(
        model
            .shown()
            .<FederationRelationship>find(KIND, trustDomain.name())
            .map(stored -> joined(model.shown(), stored)));
  }

  @Override
  public Read<List<Stored<FederationRelationship>>> list(ReadConsistency consistency) {
    return model.read(
        model.shown().<FederationRelationship>all(KIND).stream()
            .map(stored -> joined(model.shown(), stored))
            .toList());
  }

  @Override
  public Page<Stored<FederationRelationship>> list(PageRequest page) {
    return model.<FederationRelationship>page(
        "relationships", KIND, page, it -> true, stored -> joined(model.shown(), stored));
  }

  @Override
  public Stored<FederationRelationship> update(
      FederationRelationship relationship,
      Set<FederationRelationshipField> fields,
      Expectation expectation) {
    ModelRules.check(relationship, fields);
    FederationRelationship before =
        model.<FederationRelationship>required(KIND, relationship.key(), expectation).value();
    FederationRelationship after =
        new FederationRelationship(
            before.trustDomain(),
            fields.contains(FederationRelationshipField.BUNDLE_ENDPOINT_URL)
                ? relationship.bundleEndpointUrl()
                : before.bundleEndpointUrl(),
            fields.contains(FederationRelationshipField.BUNDLE_ENDPOINT_PROFILE)
                ? relationship.bundleEndpointProfile()
                : before.bundleEndpointProfile());
    return write(
        after,
        fields.contains(FederationRelationshipField.BUNDLE)
            ? relationship.bundle()
            : Optional.empty());
  }

  @Override
  public Deleted<FederationRelationship> delete(TrustDomain trustDomain, Expectation expectation) {
    Stored<FederationRelationship> before =
        joined(model.head(), model.required(KIND, trustDomain.name(), expectation));
    return model.committed(
        edit -> edit.delete(KIND, trustDomain.name()), floor -> new Deleted<>(before, floor));
  }
}
