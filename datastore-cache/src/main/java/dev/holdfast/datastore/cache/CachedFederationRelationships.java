package dev.holdfast.datastore.cache;

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
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.write.FederationRelationshipWrites;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The federation relationships of a {@link CachedDataStore}. */
final class CachedFederationRelationships implements FederationRelationships {

  private final PlainReads<FederationRelationship> reads;
  private final FederationRelationshipWrites writes;

  CachedFederationRelationships(
      Views views, Pages pages, Records records, FederationRelationshipWrites writes) {
    this.reads =
        new PlainReads<>(
            RecordKind.FEDERATION_RELATIONSHIP,
            views,
            pages,
            (state, row) -> records.relationship(row, state));
    this.writes = writes;
  }

  @Override
  public Stored<FederationRelationship> create(FederationRelationship relationship) {
    return writes.create(relationship);
  }

  @Override
  public Read<Optional<Stored<FederationRelationship>>> fetch(
      TrustDomain trustDomain, ReadConsistency consistency) {
    return reads.fetch(trustDomain.name(), consistency);
  }

  @Override
  public Read<List<Stored<FederationRelationship>>> list(ReadConsistency consistency) {
    return reads.list(consistency);
  }

  @Override
  public Page<Stored<FederationRelationship>> list(PageRequest page) {
    return reads.list(page);
  }

  @Override
  public Stored<FederationRelationship> update(
      FederationRelationship relationship,
      Set<FederationRelationshipField> fields,
      Expectation expectation) {
    return writes.update(relationship, fields, expectation);
  }

  @Override
  public Deleted<FederationRelationship> delete(TrustDomain trustDomain, Expectation expectation) {
    return writes.delete(trustDomain, expectation);
  }
}
