package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.TrustDomain;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Draws operations on bundles and federation relationships. */
final class BundleOperations extends Operations {

  BundleOperations(Pool pool, int servers) {
    super(pool, servers);
    add(5, this::create);
    add(3, this::set);
    add(6, this::update);
    add(6, this::delete);
    add(4, this::append);
    add(5, this::prune);
    add(7, this::taint);
    add(9, this::revoke);
    add(2, this::fetch);
    add(4, () -> read("bundles.list", "", (ds, consistency) -> ds.bundles().list(consistency)));
    add(4, () -> read("bundles.count", "", (ds, consistency) -> ds.bundles().count(consistency)));
    add(4, this::createRelationship);
    add(5, this::updateRelationship);
    add(4, this::deleteRelationship);
    add(2, this::fetchRelationship);
    add(2, this::listRelationships);
  }

  private Operation create() {
    Bundle bundle = pool.bundle(pool.domain());
    return write("bundles.create", bundle, ds -> ds.bundles().create(bundle));
  }

  private Operation set() {
    Bundle bundle = pool.bundle(pool.domain());
    return write("bundles.set", bundle, ds -> ds.bundles().set(bundle));
  }

  private Operation update() {
    Bundle bundle = pool.bundle(pool.domain());
    Set<BundleField> fields =
        pool.once(4)
            ? EnumSet.noneOf(BundleField.class)
            : EnumSet.copyOf(pool.some(List.of(BundleField.values()), 1, 5));
    return expecting(
        "bundles.update",
        bundle + ", " + fields,
        ds -> ds.bundles().fetch(bundle.trustDomain()),
        (ds, expectation) -> ds.bundles().update(bundle, fields, expectation));
  }

  private Operation delete() {
    TrustDomain domain = pool.domain();
    DeleteMode mode = pool.one(DeleteMode.values());
    return expecting(
        "bundles.delete",
        domain + ", " + mode,
        ds -> ds.bundles().fetch(domain),
        (ds, expectation) -> ds.bundles().delete(domain, mode, expectation));
  }

  private Operation append() {
    Bundle bundle = pool.bundle(pool.domain());
    return write("bundles.append", bundle, ds -> ds.bundles().append(bundle));
  }

  private Operation prune() {
    TrustDomain domain = pool.domain();
    Instant time = pool.time();
    return write("bundles.prune", domain + ", " + time, ds -> ds.bundles().prune(domain, time));
  }

  private AuthorityId authority() {
    return switch (pool.below(3)) {
      case 0 -> AuthorityId.x509(pool.one(Pool.Certificate.values()).keyId());
      case 1 -> AuthorityId.jwt(pool.keyId());
      default -> AuthorityId.wit(pool.keyId());
    };
  }

  private Operation taint() {
    TrustDomain domain = pool.domain();
    AuthorityId authority = authority();
    return write(
        "bundles.taint", domain + ", " + authority, ds -> ds.bundles().taint(domain, authority));
  }

  private Operation revoke() {
    TrustDomain domain = pool.domain();
    AuthorityId authority = authority();
    return write(
        "bundles.revoke", domain + ", " + authority, ds -> ds.bundles().revoke(domain, authority));
  }

  private Operation fetch() {
    TrustDomain domain = pool.domain();
    return read(
        "bundles.fetch", domain, (ds, consistency) -> ds.bundles().fetch(domain, consistency));
  }

  private FederationRelationship relationship() {
    TrustDomain domain = pool.domain();
    TrustDomain bundles = pool.once(20) ? pool.domain() : domain;
    return new FederationRelationship(
        domain,
        URI.create((pool.once(10) ? "http" : "https") + "://" + pool.below(3) + ".example.org"),
        pool.once(2)
            ? BundleEndpointProfile.httpsWeb()
            : BundleEndpointProfile.httpsSpiffe(pool.one(Pool.WORKLOADS)),
        pool.once(2) ? Optional.empty() : Optional.of(pool.bundle(bundles)));
  }

  private Operation createRelationship() {
    FederationRelationship relationship = relationship();
    return write(
        "federationRelationships.create",
        relationship,
        ds -> ds.federationRelationships().create(relationship));
  }

  private Operation updateRelationship() {
    FederationRelationship relationship = relationship();
    Set<FederationRelationshipField> fields =
        pool.once(4)
            ? EnumSet.noneOf(FederationRelationshipField.class)
            : EnumSet.copyOf(pool.some(List.of(FederationRelationshipField.values()), 1, 3));
    return expecting(
        "federationRelationships.update",
        relationship + ", " + fields,
        ds -> ds.federationRelationships().fetch(relationship.trustDomain()),
        (ds, expectation) ->
            ds.federationRelationships().update(relationship, fields, expectation));
  }

  private Operation deleteRelationship() {
    TrustDomain domain = pool.domain();
    return expecting(
        "federationRelationships.delete",
        domain,
        ds -> ds.federationRelationships().fetch(domain),
        (ds, expectation) -> ds.federationRelationships().delete(domain, expectation));
  }

  private Operation fetchRelationship() {
    TrustDomain domain = pool.domain();
    return read(
        "federationRelationships.fetch",
        domain,
        (ds, consistency) -> ds.federationRelationships().fetch(domain, consistency));
  }

  private Operation listRelationships() {
    return read(
        "federationRelationships.list",
        "",
        (ds, consistency) -> ds.federationRelationships().list(consistency));
  }
}
