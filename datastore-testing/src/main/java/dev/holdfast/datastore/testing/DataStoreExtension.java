package dev.holdfast.datastore.testing;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.DataStoreOptions;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test an empty {@link DataStore} in memory, which it closes afterwards.
 *
 * <p>By {@code @ExtendWith(DataStoreExtension.class)}, a test asks for it by a parameter of the
 * type {@code DataStore}; by {@code @RegisterExtension}, also by {@link #dataStore}, and there may
 * be several servers on one store, as they are in production. A DataStore in memory differs in
 * nothing from another but that it forgets.
 */
public final class DataStoreExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private final int servers;
  private final DataStoreOptions options;
  private final List<DataStore> opened = new ArrayList<>();

  /** Makes an extension that gives one DataStore. */
  public DataStoreExtension() {
    this(1, DataStoreOptions.standard());
  }

  private DataStoreExtension(int servers, DataStoreOptions options) {
    this.servers = servers;
    this.options = options;
  }

  /**
   * Returns an extension that gives several DataStores on one store, as servers have them.
   *
   * @param servers how many, from 1
   */
  public static DataStoreExtension servers(int servers) {
    if (servers < 1) {
      throw new IllegalArgumentException(servers + " servers; there is at least 1");
    }
    return new DataStoreExtension(servers, DataStoreOptions.standard());
  }

  /**
   * Returns an extension that gives as many DataStores, which behave otherwise.
   *
   * @param other how they behave, such as by a clock of the test's own
   */
  public DataStoreExtension with(DataStoreOptions other) {
    return new DataStoreExtension(servers, other);
  }

  /**
   * Returns the test's DataStore, or the first of them.
   *
   * @throws IllegalStateException outside of a test
   */
  public DataStore dataStore() {
    return dataStore(0);
  }

  /**
   * Returns one of the test's DataStores.
   *
   * @param server which, from 0
   * @throws IllegalStateException outside of a test
   * @throws IndexOutOfBoundsException if there are not so many
   */
  public DataStore dataStore(int server) {
    if (opened.isEmpty()) {
      throw new IllegalStateException("there is a DataStore while a test runs, and none does");
    }
    return opened.get(server);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Store store = MemoryStoreProvider.open();
    for (int i = 0; i < servers; i++) {
      opened.add(DataStores.on(store, options));
    }
    context.getStore(Namespace.create(this)).put(Opened.class, new Opened(store));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Opened test = context.getStore(Namespace.create(this)).remove(Opened.class, Opened.class);
    opened.forEach(DataStore::close);
    opened.clear();
    if (test != null) {
      test.store().close();
    }
  }

  /** What a test has besides its DataStores. */
  private record Opened(Store store) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DataStore.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return dataStore();
  }
}
