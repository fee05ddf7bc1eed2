package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.testservers.OneEtcd;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/** The cache itself on etcd; skipped where there is none, unless all was promised to be there. */
public interface OnEtcd extends Deployment {

  @Override
  default Store openStore(Consumer<AutoCloseable> closeLater) {
    require();
    Store store = Stores.open(OneEtcd.freshUrl());
    closeLater.accept(store);
    return store;
  }

  /** Skips a test where there is no etcd, unless all was promised to be there. */
  static void require() {
    Optional<String> missing = OneEtcd.missing();
    if ("installed".equals(System.getenv("HOLDFAST_TEST_TOOLS"))) {
      assertThat(missing).isEmpty();
    }
    missing.ifPresent(Assumptions::abort);
  }

  @Override
  default DataStore connect(DataStore server, Consumer<AutoCloseable> closeLater) {
    return server;
  }
}
