package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.FederationRelationships;
import dev.holdfast.datastore.JoinTokens;
import dev.holdfast.datastore.NodeSelectors;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.Bounded;
import dev.holdfast.datastore.cache.internal.feed.BoundedRows;
import dev.holdfast.datastore.cache.internal.feed.Follower;
import dev.holdfast.datastore.cache.internal.feed.OlderChanges;
import dev.holdfast.datastore.cache.internal.feed.Replica;
import dev.holdfast.datastore.cache.internal.feed.RevisionQuery;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.read.BoundedViews;
import dev.holdfast.datastore.cache.internal.read.HeldViews;
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.cache.internal.write.BundleWrites;
import dev.holdfast.datastore.cache.internal.write.CaJournalWrites;
import dev.holdfast.datastore.cache.internal.write.Commits;
import dev.holdfast.datastore.cache.internal.write.EntryWrites;
import dev.holdfast.datastore.cache.internal.write.FederationRelationshipWrites;
import dev.holdfast.datastore.cache.internal.write.JoinTokenWrites;
import dev.holdfast.datastore.cache.internal.write.NodeWrites;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The DataStore on a store: writes go to the store, reads are answered by the cache. */
final class CachedDataStore implements DataStore {

  private final Store store;
  private final StoreInfo info;
  private final Timing timing;
  private final Replica replica;
  private final Bounded bounded;
  private final Follower follower;
  private final Commits commits;
  private final Records records = new Records();
  private final Runnable onClose;
  private final Bundles bundles;
  private final Entries entries;
  private final Nodes nodes;
  private final NodeSelectors nodeSelectors;
  private final JoinTokens joinTokens;
  private final FederationRelationships federationRelationships;
  private final CaJournals caJournals;

  private CachedDataStore(
      Store store,
      StoreInfo info,
      Timing timing,
      Map<RecordKind, Integer> bounds,
      Clock clock,
      Runnable onClose) {
    this.store = store;
    this.info = info;
    this.timing = timing;
    this.onClose = onClose;
    this.replica = new Replica(timing);
    this.commits = new Commits(store, replica, info.limits());
    Views views = new HeldViews(replica, new RevisionQuery(store), timing);
    Pages pages = new Pages(views, replica);
    this.bounded =
        new Bounded(
            bounds.entrySet().stream()
                .map(it -> new BoundedRows(it.getKey(), it.getValue(), store, timing))
                .toList());
    Function<RecordKind, Views> viewsOf =
        kind ->
            bounded
                .rows(kind)
                .<Views>map(rows -> new BoundedViews(views, rows, replica, store, timing))
                .orElse(views);
    Views tokens = viewsOf.apply(RecordKind.JOIN_TOKEN);
    Views journals = viewsOf.apply(RecordKind.CA_JOURNAL);
    NodeWrites nodeWrites = new NodeWrites(commits, clock);
    BundleWrites bundleWrites = new BundleWrites(commits, clock);
    this.bundles = new CachedBundles(views, pages, records, bundleWrites);
    this.entries = new CachedEntries(views, pages, new EntryWrites(commits, clock));
    this.nodes = new CachedNodes(views, pages, records, nodeWrites);
    this.nodeSelectors = new CachedNodeSelectors(views, pages, nodeWrites);
    this.joinTokens =
        new CachedJoinTokens(
            tokens, new Pages(tokens, replica), records, new JoinTokenWrites(commits, clock));
    this.federationRelationships =
        new CachedFederationRelationships(
            views, pages, records, new FederationRelationshipWrites(commits, bundleWrites, clock));
    this.caJournals =
        new CachedCaJournals(
            journals, new Pages(journals, replica), records, new CaJournalWrites(commits, clock));
    this.follower = new Follower(store, info.limits(), replica, bounded, timing.verification());
  }

  /**
   * Makes a DataStore and waits until the store's format is known, or for as long as calls wait.
   *
   * @throws DataStoreException if this version does not know the format
   */
  static CachedDataStore start(
      Store store,
      StoreInfo info,
      Timing timing,
      Map<RecordKind, Integer> bounds,
      Clock clock,
      Runnable onClose) {
    CachedDataStore dataStore = new CachedDataStore(store, info, timing, bounds, clock, onClose);
    try {
      dataStore.follower.awaitFormat(timing.patience());
      return dataStore;
    } catch (RuntimeException e) {
      dataStore.follower.close();
      throw e;
    }
  }

  @Override
  public Bundles bundles() {
    return bundles;
  }

  @Override
  public Entries entries() {
    return entries;
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public NodeSelectors nodeSelectors() {
    return nodeSelectors;
  }

  @Override
  public JoinTokens joinTokens() {
    return joinTokens;
  }

  @Override
  public FederationRelationships federationRelationships() {
    return federationRelationships;
  }

  @Override
  public CaJournals caJournals() {
    return caJournals;
  }

  @Override
  public ChangeStream watch(ChangeRequest request) {
    var unused = replica.loaded();
    return CachedChangeStream.open(
        replica.changes(),
        records,
        bounded.kinds(),
        floor -> OlderChanges.after(store, floor, timing.patience()),
        request);
  }

  @Override
  public DataStoreStatus status() {
    Optional<State> state = replica.latest().map(Replica.Known::state);
    return new DataStoreStatus(
        current(state),
        state.map(State::floor),
        replica.age(),
        info.name(),
        info.version(),
        Layout.VERSION,
        state.map(State::counts).orElse(Map.of()),
        state.map(it -> (long) it.unreadable().size()).orElse(0L),
        commits.limits(),
        follower.loading(),
        follower.lastFailure());
  }

  private DataStoreStatus.State current(Optional<State> state) {
    if (replica.refusal().isPresent()) {
      return DataStoreStatus.State.REFUSED;
    }
    if (state.isEmpty()) {
      return DataStoreStatus.State.LOADING;
    }
    return replica.isFollowing() && replica.age().compareTo(follower.longestSilence()) <= 0
        ? DataStoreStatus.State.CURRENT
        : DataStoreStatus.State.STALE;
  }

  @Override
  public void close() {
    follower.close();
    onClose.run();
  }
}
