package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.StoreService;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guides of stores show. */
class StoreTest {

  @Test
  void transaction_moves() {
    try (Store store = Stores.open("memory:")) {
      BlockingStore blocking = store.blocking();
      Bytes from = Bytes.utf8("account/from");
      Bytes to = Bytes.utf8("account/to");
      blocking.put(PutRequest.of(from, Bytes.utf8("token")).onlyIf(Precondition.absent()));

      CommitResult moved =
          blocking
              .transact(
                  transaction -> {
                    transaction.get(from).ifPresent(entry -> transaction.put(to, entry.value()));
                    return transaction.delete(KeyRange.key(from));
                  })
              .result();

      assertThat(moved.revision()).hasValue(2);
    }
  }

  @Test
  void serve_anyStore(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("store.sock");
    List<String> stored;

    Store store = MemoryStoreProvider.open(); // yours
    StoreService service = StoreService.of(store);
    try (RpcServer server = RpcServer.on(Endpoint.parse("unix:" + socket)).add(service).start();
        Store remote = Stores.open("unix:" + socket)) {
      remote.blocking().put(Bytes.utf8("key"), Bytes.utf8("value"));

      stored =
          remote.blocking().get(GetRequest.of(KeyRange.all())).entries().stream()
              .map(entry -> entry.value().toUtf8())
              .toList();
      assertThat(server.endpoint().toString()).contains("store.sock");
    }

    service.close();
    assertThat(stored).containsExactly("value");
  }
}
