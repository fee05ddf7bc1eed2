package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Writes of federation relationships.
 *
 * <p>The bundle is a record of its own. A write sets the one that it is given, and checks the one
 * that it tells, so that its answer is one state.
 */
public final class FederationRelationshipWrites {

  private static final Set<FederationRelationshipField> ALL =
      EnumSet.allOf(FederationRelationshipField.class);

  private final Commits commits;
  private final BundleWrites bundles;
  private final Clock clock;

  /**
   * Makes the writes.
   *
   * @param commits where they are committed
   * @param bundles sets bundles
   * @param clock tells when relationships are created
   */
  public FederationRelationshipWrites(Commits commits, BundleWrites bundles, Clock clock) {
    this.commits = commits;
    this.bundles = bundles;
    this.clock = clock;
  }

  /**
   * Creates a relationship.
   *
   * @param relationship the relationship
   */
  public Stored<FederationRelationship> create(FederationRelationship relationship) {
    Rules.check(relationship, ALL);
    Bytes key = key(relationship.trustDomain());
    String object = describe(relationship.trustDomain());
    return commits.commit(
        source -> {
          if (source.record(key).isPresent()) {
            throw Messages.exists(object, "there is one; update it instead");
          }
          Metadata metadata = Messages.created(clock.instant(), 0);
          var message =
              FederationRelationshipCodec.encode(relationship.withBundle(Optional.empty()));
          Plan.Builder plan =
              new Plan.Builder()
                  .absent(key)
                  .put(
                      key,
                      Messages.encode(
                          message.toBuilder().setMetadata(metadata).build(),
                          object,
                          commits.limits()));
          FederationRelationship told =
              relationship.withBundle(
                  bundle(source, relationship.trustDomain(), relationship.bundle(), plan));
          return plan.answering(floor -> Messages.written(told, metadata, floor.revision(), floor));
        });
  }

  /** Sets a bundle, or holds the one that is there; returns what is there afterwards. */
  private Optional<Bundle> bundle(
      Source source, TrustDomain trustDomain, Optional<Bundle> given, Plan.Builder plan) {
    Optional<Current> record = source.record(BundleWrites.key(trustDomain));
    if (given.isPresent()) {
      bundles.set(record, given.get(), plan);
      return given;
    }
    record.ifPresentOrElse(plan::unchanged, () -> plan.absent(BundleWrites.key(trustDomain)));
    return record.map(it -> BundleCodec.decode(BundleWrites.parse(it)));
  }

  /**
   * Changes some fields of a relationship.
   *
   * @param relationship the trust domain and the new values
   * @param fields the fields
   * @param expectation what must hold of the relationship
   */
  public Stored<FederationRelationship> update(
      FederationRelationship relationship,
      Set<FederationRelationshipField> fields,
      Expectation expectation) {
    Rules.check(relationship, fields);
    TrustDomain trustDomain = relationship.trustDomain();
    return commits.commit(
        source -> {
          Current record = required(source, trustDomain, expectation);
          var message = parse(record);
          var changed = message.toBuilder().setMetadata(Messages.updated(message.getMetadata()));
          FederationRelationshipCodec.write(relationship, fields, changed);
          Plan.Builder plan =
              new Plan.Builder()
                  .unchanged(record)
                  .put(
                      record.key(),
                      Messages.encode(changed.build(), describe(trustDomain), commits.limits()));
          Optional<Bundle> given =
              relationship
                  .bundle()
                  .filter(it -> fields.contains(FederationRelationshipField.BUNDLE));
          FederationRelationship told =
              FederationRelationshipCodec.decode(changed.build())
                  .withBundle(bundle(source, trustDomain, given, plan));
          return plan.answering(
              floor ->
                  Messages.written(told, changed.getMetadata(), record.createRevision(), floor));
        });
  }

  /**
   * Deletes a relationship.
   *
   * @param trustDomain the trust domain
   * @param expectation what must hold of the relationship
   */
  public Deleted<FederationRelationship> delete(TrustDomain trustDomain, Expectation expectation) {
    return commits.commit(
        source -> {
          Current record = required(source, trustDomain, expectation);
          var message = parse(record);
          Plan.Builder plan = new Plan.Builder().unchanged(record).delete(record.key());
          FederationRelationship before =
              FederationRelationshipCodec.decode(message)
                  .withBundle(bundle(source, trustDomain, Optional.empty(), plan));
          return plan.answering(
              floor ->
                  new Deleted<>(
                      Messages.before(before, message.getMetadata(), record, floor), floor));
        });
  }

  private static Current required(Source source, TrustDomain trustDomain, Expectation expectation) {
    Current record =
        source.record(key(trustDomain)).orElseThrow(() -> Messages.notFound(describe(trustDomain)));
    Messages.requireExpected(describe(trustDomain), record, expectation);
    return record;
  }

  private static dev.holdfast.proto.datastore.v1.FederationRelationship parse(Current record) {
    return Messages.decode(record, dev.holdfast.proto.datastore.v1.FederationRelationship.parser());
  }

  private static Bytes key(TrustDomain trustDomain) {
    return Layout.key(RecordKind.FEDERATION_RELATIONSHIP, trustDomain.name());
  }

  private static String describe(TrustDomain trustDomain) {
    return FederationRelationshipCodec.OBJECT + " " + trustDomain;
  }
}
