package dev.holdfast.datastore.cache;

import com.google.protobuf.Empty;
import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.read.Listing;
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.read.View;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.state.Matches;
import dev.holdfast.datastore.cache.internal.state.PlainRow;
import dev.holdfast.datastore.cache.internal.write.BundleWrites;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bundles of a {@link CachedDataStore}. */
final class CachedBundles implements Bundles {

  private final Views views;
  private final Pages pages;
  private final BundleWrites writes;
  private final Listing<PlainRow, Stored<Bundle>> listing;
  private final Records records;

  CachedBundles(Views views, Pages pages, Records records, BundleWrites writes) {
    this.views = views;
    this.pages = pages;
    this.records = records;
    this.writes = writes;
    this.listing =
        new Listing<>(
            () -> Listing.idOf("bundles", Empty.getDefaultInstance()),
            state -> state.plain(RecordKind.BUNDLE),
            state -> Matches.all(state.plain(RecordKind.BUNDLE)),
            (state, row) -> records.bundle(row, state.floor().historyId()));
  }

  @Override
  public Stored<Bundle> create(Bundle bundle) {
    return writes.create(bundle);
  }

  @Override
  public Read<Optional<Stored<Bundle>>> fetch(
      TrustDomain trustDomain, ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(
        view.state()
            .find(RecordKind.BUNDLE, trustDomain.name())
            .map(row -> records.bundle(row, view.state().floor().historyId())));
  }

  @Override
  public Read<List<Stored<Bundle>>> list(ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(listing.all(view));
  }

  @Override
  public Page<Stored<Bundle>> list(PageRequest page) {
    return pages.page(listing, page);
  }

  @Override
  public Read<Long> count(ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer((long) view.state().plain(RecordKind.BUNDLE).size());
  }

  @Override
  public Stored<Bundle> set(Bundle bundle) {
    return writes.set(bundle);
  }

  @Override
  public Stored<Bundle> update(Bundle bundle, Set<BundleField> fields, Expectation expectation) {
    return writes.update(bundle, fields, expectation);
  }

  @Override
  public Deleted<Bundle> delete(TrustDomain trustDomain, DeleteMode mode, Expectation expectation) {
    return writes.delete(trustDomain, mode, expectation);
  }

  @Override
  public Stored<Bundle> append(Bundle bundle) {
    return writes.append(bundle);
  }

  @Override
  public Optional<Stored<Bundle>> prune(TrustDomain trustDomain, Instant expiresBy) {
    return writes.prune(trustDomain, expiresBy);
  }

  @Override
  public Stored<Bundle> taint(TrustDomain trustDomain, AuthorityId authority) {
    return writes.taint(trustDomain, authority);
  }

  @Override
  public Stored<Bundle> revoke(TrustDomain trustDomain, AuthorityId authority) {
    return writes.revoke(trustDomain, authority);
  }
}
