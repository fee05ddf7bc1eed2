package dev.holdfast.conformance.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.WatchRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A call's span must hold all of the time in which the store may have acted on it. */
class RecordingStoreTest {

  private final AtomicLong heard = new AtomicLong();

  /** A store that notes when it hears of a call. */
  private final Store store =
      (Store)
          Proxy.newProxyInstance(
              Store.class.getClassLoader(),
              new Class<?>[] {Store.class},
              (proxy, method, arguments) -> {
                heard.set(System.nanoTime());
                return method.getReturnType() == CompletableFuture.class
                    ? new CompletableFuture<>()
                    : null;
              });

  private final RecordingStore recording = new RecordingStore(store, Duration.ofSeconds(10));

  @Test
  void watch_beginsBeforeTheStoreHearsOfIt() {
    var unused = recording.watch(WatchRequest.now(KeyRange.all()));

    assertThat(history().streams().get(0).span().called()).isLessThanOrEqualTo(heard.get());
  }

  @Test
  void put_beginsBeforeTheStoreHearsOfIt() {
    var unused = recording.put(PutRequest.of(Bytes.utf8("key"), Bytes.utf8("value")));

    assertThat(history().calls().get(0).span().called()).isLessThanOrEqualTo(heard.get());
  }

  private History history() {
    return recording.history(Bytes.empty(), History.Conflicts.TRUE_ONLY);
  }
}
