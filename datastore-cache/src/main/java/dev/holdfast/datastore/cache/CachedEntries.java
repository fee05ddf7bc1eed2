package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.AuthorizedEntries.Extent;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.read.Authorizations;
import dev.holdfast.datastore.cache.internal.read.Listing;
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.View;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.Rows;
import dev.holdfast.datastore.cache.internal.write.EntryWrites;
import dev.holdfast.datastore.cache.internal.write.Pruning;
import dev.holdfast.datastore.codec.FilterCodec;
import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;

/** The registration entries of a {@link CachedDataStore}. */
final class CachedEntries implements Entries {

  private final Views views;
  private final Pages pages;
  private final EntryWrites writes;
  private final Authorizations authorizations;

  CachedEntries(Views views, Pages pages, EntryWrites writes) {
    this.views = views;
    this.pages = pages;
    this.writes = writes;
    this.authorizations = new Authorizations();
  }

  @Override
  public CreatedEntry create(RegistrationEntry entry) {
    return writes.create(entry);
  }

  @Override
  public List<CreatedEntry> createAll(List<RegistrationEntry> entries) {
    return writes.createAll(entries);
  }

  @Override
  public Read<Optional<Stored<RegistrationEntry>>> fetch(String id, ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(find(view, id));
  }

  @Override
  public Read<Map<String, Stored<RegistrationEntry>>> fetchAll(
      Collection<String> ids, ReadConsistency consistency) {
    View view = views.view(consistency);
    Map<String, Stored<RegistrationEntry>> found = new LinkedHashMap<>();
    ids.forEach(id -> find(view, id).ifPresent(entry -> found.put(id, entry)));
    return view.answer(Collections.unmodifiableMap(found));
  }

  private Optional<Stored<RegistrationEntry>> find(View view, String id) {
    EntryRow row = view.state().entries().rows().named(id);
    return row == null ? Optional.empty() : Optional.of(row.stored());
  }

  @Override
  public Read<List<Stored<RegistrationEntry>>> list(
      EntryFilter filter, ReadConsistency consistency) {
    Filters.check(filter);
    View view = views.view(consistency);
    return view.answer(view.state().entries().list(filter));
  }

  @Override
  public Page<Stored<RegistrationEntry>> list(EntryFilter filter, PageRequest page) {
    Filters.check(filter);
    return pages.page(listing(filter), page);
  }

  private Listing<EntryRow, Stored<RegistrationEntry>> listing(EntryFilter filter) {
    return new Listing<>(
        () -> Listing.idOf("entries", FilterCodec.encode(filter)),
        state -> state.entries().rows(),
        state -> state.entries().find(filter),
        (state, row) -> row.stored());
  }

  @Override
  public Read<Long> count(EntryFilter filter, ReadConsistency consistency) {
    Filters.check(filter);
    View view = views.view(consistency);
    return view.answer(view.state().entries().find(filter).count());
  }

  @Override
  public Stored<RegistrationEntry> update(String id, EntryUpdate update, Expectation expectation) {
    return writes.update(id, update, expectation);
  }

  @Override
  public Deleted<RegistrationEntry> delete(String id, Expectation expectation) {
    return writes.delete(id, expectation);
  }

  @Override
  public Pruned prune(Instant expiresBefore, int atMost) {
    Pruning.requirePositive(atMost);
    View view = views.view(ReadConsistency.current());
    Rows<EntryRow> rows = view.state().entries().rows();
    List<Bytes> candidates = new ArrayList<>();
    for (PrimitiveIterator.OfInt all = rows.ordinals(0);
        all.hasNext() && candidates.size() < atMost; ) {
      EntryRow row = rows.get(all.nextInt());
      if (row.expiresBefore(expiresBefore)) {
        candidates.add(row.storedKey());
      }
    }
    return writes.prune(
        candidates,
        view.floor(),
        entry -> entry.expiresAt().filter(end -> end.isBefore(expiresBefore)).isPresent());
  }

  @Override
  public Read<List<Stored<RegistrationEntry>>> authorized(
      SpiffeId agentId, ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(authorizations.find(view.state(), agentId).entries());
  }

  @Override
  public Read<Optional<Stored<RegistrationEntry>>> authorized(
      SpiffeId agentId, String id, ReadConsistency consistency) {
    View view = views.view(consistency);
    List<EntryRow> rows = authorizations.find(view.state(), agentId).rows();
    return view.answer(
        find(view, id)
            .filter(entry -> rows.stream().anyMatch(row -> row.name().equals(entry.value().id()))));
  }

  @Override
  public AuthorizedEntries authorizedSince(SpiffeId agentId, Floor since) {
    View view = views.view(ReadConsistency.cached());
    if (view.floor().historyId().equals(since.historyId())
        && view.floor().revision() < since.revision()) {
      view = views.view(ReadConsistency.atLeast(since));
    }
    Authorizations.Found found = authorizations.find(view.state(), agentId);
    Optional<Authorizations.Difference> difference = found.since(since);
    return new AuthorizedEntries(
        difference.isPresent() ? Extent.DIFFERENCE : Extent.ALL,
        difference.map(it -> Authorizations.told(it.changed())).orElseGet(found::entries),
        difference.map(Authorizations.Difference::removedIds).orElse(List.of()),
        view.floor(),
        view.age());
  }
}
