package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.proto.datastore.v1.SimilarityRecord;
import dev.holdfast.store.Bytes;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Writes of registration entries.
 *
 * <p>Beside an entry stand its similarity key, which no other entry has, and one reference for each
 * trust domain that it federates with, whose bundle is present. All of it is checked and written by
 * the commit that writes the entry.
 */
public final class EntryWrites {

  private final Commits commits;
  private final Clock clock;

  /**
   * Makes the writes.
   *
   * @param commits where they are committed
   * @param clock tells when entries are created
   */
  public EntryWrites(Commits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /**
   * Creates an entry, or returns a similar one.
   *
   * @param entry the entry
   */
  public CreatedEntry create(RegistrationEntry entry) {
    Rules.check(entry);
    return create(List.of(entry), (refusal, index) -> refusal).get(0);
  }

  /**
   * Creates entries by one commit, or returns similar ones.
   *
   * @param entries the entries
   */
  public List<CreatedEntry> createAll(List<RegistrationEntry> entries) {
    EntryCreation.Locator locator = (refusal, index) -> refusal.at("entries", index);
    for (int i = 0; i < entries.size(); i++) {
      try {
        Rules.check(entries.get(i));
      } catch (DataStoreException e) {
        throw locator.locate(e, i);
      }
    }
    return entries.isEmpty() ? List.of() : create(List.copyOf(entries), locator);
  }

  private List<CreatedEntry> create(
      List<RegistrationEntry> entries, EntryCreation.Locator locator) {
    return commits.commit(
        source ->
            new EntryCreation(commits.limits(), clock.instant(), entries).plan(source, locator));
  }

  /**
   * Changes an entry.
   *
   * @param id its id
   * @param update the change
   * @param expectation what must hold of it
   */
  public Stored<RegistrationEntry> update(String id, EntryUpdate update, Expectation expectation) {
    return commits.commit(source -> planUpdate(source, id, update, expectation));
  }

  private Plan<Stored<RegistrationEntry>> planUpdate(
      Source source, String id, EntryUpdate update, Expectation expectation) {
    Current record = required(source, id, expectation);
    var message = parse(record);
    RegistrationEntry before = EntryCodec.decode(message);
    RegistrationEntry after = update.applyTo(before);
    Rules.check(after, update.fields());
    var changed = message.toBuilder().setMetadata(Messages.updated(message.getMetadata()));
    EntryCodec.write(after, update.fields(), changed);
    Plan.Builder plan =
        new Plan.Builder()
            .unchanged(record)
            .put(record.key(), Messages.encode(changed.build(), describe(id), commits.limits()));
    moveSimilarity(source, before, after, plan);
    moveReferences(source, before, after, plan);
    return plan.answering(
        floor -> Messages.written(after, changed.getMetadata(), record.createRevision(), floor));
  }

  private static void moveSimilarity(
      Source source, RegistrationEntry before, RegistrationEntry after, Plan.Builder plan) {
    Bytes from = Layout.similarityKey(before);
    Bytes to = Layout.similarityKey(after);
    if (from.equals(to)) {
      return;
    }
    Optional<String> similar = source.similar(List.of(after)).get(0);
    if (similar.isPresent()) {
      throw Messages.exists(
          describe(after.id()),
          "entry "
              + similar.get()
              + " has the same parent id, SPIFFE id and selectors as this one would have");
    }
    plan.delete(from).absent(to).put(to, similarity(after.id()));
  }

  private static void moveReferences(
      Source source, RegistrationEntry before, RegistrationEntry after, Plan.Builder plan) {
    Set<TrustDomain> added = new HashSet<>(after.federatesWith());
    added.removeAll(before.federatesWith());
    requireBundles(added, source.records(added.stream().map(BundleWrites::key).toList()));
    for (TrustDomain domain : added) {
      plan.present(BundleWrites.key(domain))
          .put(Layout.federationKey(domain, after.id()), Bytes.empty());
    }
    Set<TrustDomain> removed = new HashSet<>(before.federatesWith());
    removed.removeAll(after.federatesWith());
    removed.forEach(domain -> plan.delete(Layout.federationKey(domain, after.id())));
  }

  /**
   * Deletes an entry.
   *
   * @param id its id
   * @param expectation what must hold of it
   */
  public Deleted<RegistrationEntry> delete(String id, Expectation expectation) {
    return commits.commit(
        source -> {
          Current record = required(source, id, expectation);
          var message = parse(record);
          RegistrationEntry entry = EntryCodec.decode(message);
          Plan.Builder plan = new Plan.Builder().unchanged(record);
          delete(entry, plan);
          return plan.answering(
              floor ->
                  new Deleted<>(
                      Messages.before(entry, message.getMetadata(), record, floor), floor));
        });
  }

  /**
   * Deletes entries that have expired.
   *
   * @param candidates the keys of entries that may have
   * @param seen the state in which they may have
   * @param expired tells whether an entry has
   */
  public Pruned prune(List<Bytes> candidates, Floor seen, Predicate<RegistrationEntry> expired) {
    return new Pruning(
            commits,
            record -> expired.test(EntryCodec.decode(parse(record))),
            (source, record, budget, plan) -> remove(record, budget, plan))
        .prune(candidates, seen);
  }

  /** Plans to delete an entry as it is, if there is room for that. */
  static boolean remove(Current record, Budget budget, Plan.Builder plan) {
    RegistrationEntry entry = EntryCodec.decode(parse(record));
    if (!budget.take(3 + entry.federatesWith().size())) {
      return false;
    }
    plan.unchanged(record);
    delete(entry, plan);
    return true;
  }

  /** Deletes an entry and what stands beside it. */
  static void delete(RegistrationEntry entry, Plan.Builder plan) {
    plan.delete(key(entry.id())).delete(Layout.similarityKey(entry));
    entry.federatesWith().forEach(domain -> plan.delete(Layout.federationKey(domain, entry.id())));
  }

  private static Current required(Source source, String id, Expectation expectation) {
    Current record = source.record(key(id)).orElseThrow(() -> Messages.notFound(describe(id)));
    Messages.requireExpected(describe(id), record, expectation);
    return record;
  }

  static dev.holdfast.proto.datastore.v1.RegistrationEntry parse(Current record) {
    return Messages.decode(record, dev.holdfast.proto.datastore.v1.RegistrationEntry.parser());
  }

  /** Refuses trust domains that have no bundle among some records. */
  static void requireBundles(Collection<TrustDomain> domains, Map<Bytes, Current> records) {
    for (TrustDomain domain : domains) {
      if (!records.containsKey(BundleWrites.key(domain))) {
        throw new DataStoreException(
                Reason.BUNDLE_MISSING,
                "the trust domain " + domain + " has no bundle; create it first")
            .of(EntryCodec.OBJECT, "federates_with");
      }
    }
  }

  static Bytes key(String id) {
    return Layout.key(RecordKind.REGISTRATION_ENTRY, id);
  }

  static Bytes similarity(String id) {
    return Bytes.wrap(SimilarityRecord.newBuilder().setEntryId(id).build().toByteArray());
  }

  private static String describe(String id) {
    return EntryCodec.OBJECT + " " + id;
  }
}
