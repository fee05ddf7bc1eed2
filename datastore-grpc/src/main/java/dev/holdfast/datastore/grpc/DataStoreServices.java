package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.DataStore;
import io.grpc.BindableService;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Serves a {@link DataStore} over gRPC: the services of {@code holdfast.datastore.v1}.
 *
 * <p>Calls wait for the DataStore on the threads of the server, whose executor must be made for
 * that; gRPC's own default is, a direct one is not. No message is larger than 4 MiB, as long as no
 * record is.
 */
public final class DataStoreServices implements AutoCloseable {

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final ExecutorService watches =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "holdfast-watch-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  private final List<BindableService> services;

  private DataStoreServices(DataStore dataStore, Access access) {
    ServedBundles bundles = new ServedBundles(dataStore.bundles());
    ServedEntries entries = new ServedEntries(dataStore.entries());
    ServedNodes nodes = new ServedNodes(dataStore.nodes());
    ServedNodeSelectors nodeSelectors = new ServedNodeSelectors(dataStore.nodeSelectors());
    ServedJoinTokens joinTokens = new ServedJoinTokens(dataStore.joinTokens());
    ServedFederationRelationships relationships =
        new ServedFederationRelationships(dataStore.federationRelationships());
    ServedCaJournals journals = new ServedCaJournals(dataStore.caJournals());
    this.services =
        Stream.<BindableService>of(
                bundles,
                entries,
                nodes,
                nodeSelectors,
                joinTokens,
                relationships,
                journals,
                new ServedBatches(
                    bundles, entries, nodes, nodeSelectors, joinTokens, relationships, journals),
                new ServedDataStore(dataStore, watches))
            .map(access::guard)
            .toList();
  }

  /**
   * Returns the services of a DataStore, which stays the caller's, for everybody who can connect.
   *
   * @param dataStore what to serve
   */
  public static DataStoreServices of(DataStore dataStore) {
    return of(dataStore, Access.anybody());
  }

  /**
   * Returns the services of a DataStore, which stays the caller's.
   *
   * @param dataStore what to serve
   * @param access who may call; others are refused with {@code PERMISSION_DENIED}
   */
  public static DataStoreServices of(DataStore dataStore, Access access) {
    return new DataStoreServices(dataStore, access);
  }

  /** Returns the services, to be added to a server. */
  public List<BindableService> all() {
    return services;
  }

  /** Returns the services' full names, as health checks ask for them. */
  public List<String> names() {
    return services.stream()
        .map(service -> service.bindService().getServiceDescriptor().getName())
        .toList();
  }

  /** Ends the watches that are being served. */
  @Override
  public void close() {
    watches.shutdownNow();
  }
}
