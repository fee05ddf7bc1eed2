package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.CreatedEntry.Outcome;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The plan that creates some entries by one commit. Used once. */
final class EntryCreation {

  private final DataStoreLimits limits;
  private final Instant now;
  private final List<RegistrationEntry> entries;
  private final Plan.Builder plan = new Plan.Builder();
  private final List<Function<Floor, CreatedEntry>> results = new ArrayList<>();
  private final Map<Bytes, Integer> indexes = new HashMap<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<TrustDomain> checkedDomains = new HashSet<>();
  private Map<Bytes, Current> records = Map.of();

  EntryCreation(DataStoreLimits limits, Instant now, List<RegistrationEntry> entries) {
    this.limits = limits;
    this.now = now;
    this.entries = entries;
  }

  /** Says in a refusal which entry it speaks of. */
  interface Locator {
    DataStoreException locate(DataStoreException refusal, int index);
  }

  Plan<List<CreatedEntry>> plan(Source source, Locator locator) {
    List<Optional<String>> similar = source.similar(entries);
    records = source.records(keys(similar));
    for (int i = 0; i < entries.size(); i++) {
      try {
        results.add(add(entries.get(i), i, similar.get(i)));
      } catch (DataStoreException e) {
        throw locator.locate(e, i);
      }
    }
    return plan.answering(floor -> results.stream().map(result -> result.apply(floor)).toList());
  }

  private Set<Bytes> keys(List<Optional<String>> similar) {
    Set<Bytes> keys = new HashSet<>();
    for (RegistrationEntry entry : entries) {
      keys.add(EntryWrites.key(entry.id()));
      entry.federatesWith().forEach(domain -> keys.add(BundleWrites.key(domain)));
    }
    similar.forEach(id -> id.map(EntryWrites::key).ifPresent(keys::add));
    return keys;
  }

  private Function<Floor, CreatedEntry> add(
      RegistrationEntry entry, int index, Optional<String> similar) {
    Bytes similarityKey = Layout.similarityKey(entry);
    Integer earlier = indexes.putIfAbsent(similarityKey, index);
    if (earlier != null) {
      Function<Floor, CreatedEntry> result = results.get(earlier);
      return floor -> new CreatedEntry(result.apply(floor).entry(), Outcome.EXISTED);
    }
    return similar.isPresent()
        ? existing(similar.get(), similarityKey)
        : created(entry, similarityKey);
  }

  private Function<Floor, CreatedEntry> existing(String id, Bytes similarityKey) {
    Current record = records.get(EntryWrites.key(id));
    if (record == null) {
      throw new StaleReadException("entry " + id + " is gone");
    }
    var message =
        Messages.decode(record, dev.holdfast.proto.datastore.v1.RegistrationEntry.parser());
    RegistrationEntry entry = EntryCodec.decode(message);
    if (!Layout.similarityKey(entry).equals(similarityKey)) {
      throw new StaleReadException("entry " + id + " is no longer similar");
    }
    plan.unchanged(record);
    return floor ->
        new CreatedEntry(
            Messages.before(entry, message.getMetadata(), record, floor), Outcome.EXISTED);
  }

  private Function<Floor, CreatedEntry> created(RegistrationEntry entry, Bytes similarityKey) {
    Bytes key = EntryWrites.key(entry.id());
    if (records.containsKey(key) || !ids.add(entry.id())) {
      throw Messages.exists(
              EntryCodec.OBJECT,
              "another entry has the id " + entry.id() + "; choose another, or leave it out")
          .of(EntryCodec.OBJECT, "id");
    }
    EntryWrites.requireBundles(entry.federatesWith(), records);
    Metadata metadata = Messages.created(now, results.size());
    Bytes value =
        Messages.encode(
            EntryCodec.encode(entry).toBuilder().setMetadata(metadata).build(),
            EntryCodec.OBJECT,
            limits);
    plan.absent(key).absent(similarityKey).put(key, value);
    plan.put(similarityKey, EntryWrites.similarity(entry.id()));
    for (TrustDomain domain : entry.federatesWith()) {
      if (checkedDomains.add(domain)) {
        plan.present(BundleWrites.key(domain));
      }
      plan.put(Layout.federationKey(domain, entry.id()), Bytes.empty());
    }
    return floor ->
        new CreatedEntry(
            Messages.written(entry, metadata, floor.revision(), floor), Outcome.CREATED);
  }
}
