package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.read.Listing;
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.read.View;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.write.EntryWrites;
import dev.holdfast.datastore.codec.FilterCodec;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registration entries of a {@link CachedDataStore}. */
final class CachedEntries implements Entries {

  private final Views views;
  private final Pages pages;
  private final Records records;
  private final EntryWrites writes;

  CachedEntries(Views views, Pages pages, Records records, EntryWrites writes) {
    this.views = views;
    this.pages = pages;
    this.records = records;
    this.writes = writes;
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
    return view.state()
        .find(RecordKind.REGISTRATION_ENTRY, id)
        .map(row -> records.entry((EntryRow) row, view.state().floor().historyId()));
  }

  @Override
  public Read<List<Stored<RegistrationEntry>>> list(
      EntryFilter filter, ReadConsistency consistency) {
    Filters.check(filter);
    View view = views.view(consistency);
    return view.answer(listing(filter).all(view));
  }

  @Override
  public Page<Stored<RegistrationEntry>> list(EntryFilter filter, PageRequest page) {
    Filters.check(filter);
    return pages.page(listing(filter), page);
  }

  private Listing<EntryRow, Stored<RegistrationEntry>> listing(EntryFilter filter) {
    return new Listing<>(
        Listing.idOf("entries", FilterCodec.encode(filter)),
        state -> state.entries().rows(),
        state -> state.entries().find(filter),
        (state, row) -> records.entry(row, state.floor().historyId()));
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
}
