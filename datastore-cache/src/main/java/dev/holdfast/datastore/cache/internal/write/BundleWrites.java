package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Writes of bundles.
 *
 * <p>A delete reads the range of the references to the bundle in the transaction that commits it,
 * so no entry can come to federate with it at the same time.
 */
public final class BundleWrites {

  private static final Set<BundleField> ALL = EnumSet.allOf(BundleField.class);

  private final Commits commits;
  private final Clock clock;

  /**
   * Makes the writes.
   *
   * @param commits where they are committed
   * @param clock tells when bundles are created
   */
  public BundleWrites(Commits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /**
   * Creates a bundle.
   *
   * @param bundle the bundle
   */
  public Stored<Bundle> create(Bundle bundle) {
    Rules.check(bundle, ALL);
    return commits.commit(
        source -> {
          if (source.record(key(bundle.trustDomain())).isPresent()) {
            throw Messages.exists(
                describe(bundle.trustDomain()), "there is one; update or set it instead");
          }
          return planCreate(bundle);
        });
  }

  private Plan<Stored<Bundle>> planCreate(Bundle bundle) {
    Metadata metadata = Messages.created(clock.instant(), 0);
    Bytes key = key(bundle.trustDomain());
    Bytes value =
        Messages.encode(
            BundleCodec.encode(bundle).toBuilder().setMetadata(metadata).build(),
            describe(bundle.trustDomain()),
            commits.limits());
    return new Plan.Builder()
        .absent(key)
        .put(key, value)
        .answering(floor -> Messages.written(bundle, metadata, floor.revision(), floor));
  }

  /**
   * Creates a bundle or replaces every field of it.
   *
   * @param bundle the bundle
   */
  public Stored<Bundle> set(Bundle bundle) {
    Rules.check(bundle, ALL);
    return commits.commit(
        source -> {
          Optional<Current> record = source.record(key(bundle.trustDomain()));
          return record.isPresent() ? planUpdate(record.get(), bundle, ALL) : planCreate(bundle);
        });
  }

  /**
   * Changes some fields of a bundle.
   *
   * @param bundle the trust domain and the new values
   * @param fields the fields
   * @param expectation what must hold of the bundle
   */
  public Stored<Bundle> update(Bundle bundle, Set<BundleField> fields, Expectation expectation) {
    Rules.check(bundle, fields);
    return commits.commit(
        source -> planUpdate(required(source, bundle.trustDomain(), expectation), bundle, fields));
  }

  private Plan<Stored<Bundle>> planUpdate(Current record, Bundle bundle, Set<BundleField> fields) {
    var message = parse(record);
    var changed = message.toBuilder().setMetadata(Messages.updated(message.getMetadata()));
    BundleCodec.write(bundle, fields, changed);
    Bundle after = BundleCodec.decode(changed.build());
    Bytes value =
        Messages.encode(changed.build(), describe(bundle.trustDomain()), commits.limits());
    return new Plan.Builder()
        .unchanged(record)
        .put(record.key(), value)
        .answering(
            floor ->
                Messages.written(after, changed.getMetadata(), record.createRevision(), floor));
  }

  /**
   * Creates a bundle, or adds the authorities that it lacks.
   *
   * @param bundle the bundle
   */
  public Stored<Bundle> append(Bundle bundle) {
    Rules.check(bundle, ALL);
    return commits.commit(
        source -> {
          Optional<Current> record = source.record(key(bundle.trustDomain()));
          return record.isPresent()
              ? planChange(record.get(), before -> Authorities.append(before, bundle))
              : planCreate(bundle);
        });
  }

  /**
   * Takes the authorities that have expired from a bundle; answers nothing where none has.
   *
   * @param trustDomain its trust domain
   * @param expiresBy those that expire at this time or before it
   */
  public Optional<Stored<Bundle>> prune(TrustDomain trustDomain, Instant expiresBy) {
    return commits.commit(
        source -> {
          Optional<Current> record = source.record(key(trustDomain));
          Optional<Bundle> pruned =
              record
                  .map(it -> BundleCodec.decode(parse(it)))
                  .flatMap(bundle -> Authorities.prune(bundle, expiresBy));
          if (pruned.isEmpty()) {
            Plan.Builder plan = new Plan.Builder();
            record.ifPresentOrElse(plan::unchanged, () -> plan.absent(key(trustDomain)));
            return plan.answering(floor -> Optional.empty());
          }
          return planUpdate(record.orElseThrow(), pruned.get(), ALL).map(Optional::of);
        });
  }

  /**
   * Taints an authority.
   *
   * @param trustDomain the bundle's trust domain
   * @param authority the authority
   */
  public Stored<Bundle> taint(TrustDomain trustDomain, AuthorityId authority) {
    return change(trustDomain, bundle -> Authorities.taint(bundle, authority));
  }

  /**
   * Takes an authority away.
   *
   * @param trustDomain the bundle's trust domain
   * @param authority the authority
   */
  public Stored<Bundle> revoke(TrustDomain trustDomain, AuthorityId authority) {
    return change(trustDomain, bundle -> Authorities.revoke(bundle, authority));
  }

  private Stored<Bundle> change(TrustDomain trustDomain, UnaryOperator<Bundle> change) {
    return commits.commit(
        source ->
            planChange(
                required(source, trustDomain, Expectation.any()),
                bundle -> Optional.of(change.apply(bundle))));
  }

  private Plan<Stored<Bundle>> planChange(
      Current record, Function<Bundle, Optional<Bundle>> change) {
    var message = parse(record);
    Bundle before = BundleCodec.decode(message);
    return change
        .apply(before)
        .map(after -> planUpdate(record, after, ALL))
        .orElseGet(
            () ->
                new Plan.Builder()
                    .unchanged(record)
                    .answering(
                        floor -> Messages.before(before, message.getMetadata(), record, floor)));
  }

  /** Adds to a plan that a bundle is set. */
  void set(Optional<Current> record, Bundle bundle, Plan.Builder plan) {
    plan.add(record.map(it -> planUpdate(it, bundle, ALL)).orElseGet(() -> planCreate(bundle)));
  }

  /**
   * Deletes a bundle.
   *
   * @param trustDomain its trust domain
   * @param mode what becomes of the entries that federate with it
   * @param expectation what must hold of it
   */
  public Deleted<Bundle> delete(TrustDomain trustDomain, DeleteMode mode, Expectation expectation) {
    if (mode == DeleteMode.RESTRICT) {
      return commits.commitReading(
          (transaction, source) -> planRestricted(transaction, source, trustDomain, expectation));
    }
    while (true) {
      Optional<Deleted<Bundle>> deleted =
          commits.commitReading(
              (transaction, source) -> {
                Current record = required(source, trustDomain, expectation);
                return new BundleRelease(commits, trustDomain, mode)
                    .plan(transaction, source, record, deletion(record));
              });
      if (deleted.isPresent()) {
        return deleted.get();
      }
    }
  }

  private static Plan<Deleted<Bundle>> planRestricted(
      Transaction transaction, Source source, TrustDomain trustDomain, Expectation expectation) {
    Current record = required(source, trustDomain, expectation);
    long references = transaction.count(KeyRange.prefix(Layout.federationPrefix(trustDomain)));
    if (references > 0) {
      throw new DataStoreException(
              Reason.BUNDLE_IN_USE,
              references
                  + " registration entries federate with it; delete or change them first, or choose"
                  + " another mode")
          .of(describe(trustDomain));
    }
    return new Plan.Builder().delete(record.key()).answering(deletion(record));
  }

  /** Returns what makes the answer of a delete. */
  private static Function<Floor, Deleted<Bundle>> deletion(Current record) {
    var message = parse(record);
    Bundle bundle = BundleCodec.decode(message);
    return floor ->
        new Deleted<>(Messages.before(bundle, message.getMetadata(), record, floor), floor);
  }

  private static Current required(Source source, TrustDomain trustDomain, Expectation expectation) {
    Current record =
        source.record(key(trustDomain)).orElseThrow(() -> Messages.notFound(describe(trustDomain)));
    Messages.requireExpected(describe(trustDomain), record, expectation);
    return record;
  }

  static dev.holdfast.proto.datastore.v1.Bundle parse(Current record) {
    return Messages.decode(record, dev.holdfast.proto.datastore.v1.Bundle.parser());
  }

  static Bytes key(TrustDomain trustDomain) {
    return Layout.key(RecordKind.BUNDLE, trustDomain.name());
  }

  private static String describe(TrustDomain trustDomain) {
    return BundleCodec.OBJECT + " " + trustDomain;
  }
}
