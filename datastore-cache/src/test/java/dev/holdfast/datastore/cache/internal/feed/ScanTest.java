package dev.holdfast.datastore.cache.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.StateReload;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the records of a store are read that fails in one place. */
class ScanTest {

  private final AtomicInteger pages = new AtomicInteger();

  /** A store whose entries never end, and that does not tell what comes behind them. */
  private final Store endless =
      (Store)
          Proxy.newProxyInstance(
              ScanTest.class.getClassLoader(),
              new Class<?>[] {Store.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("get");
                return page((GetRequest) arguments[0]);
              });

  private CompletableFuture<GetResult> page(GetRequest request) {
    if (request.startAfter().filter(StateReload.PARTING::equals).isPresent()) {
      return CompletableFuture.failedFuture(
          new StoreException(ErrorReason.CORRUPT, "as the test has it"));
    }
    assertThat(Thread.currentThread().isInterrupted()).as("the time is over").isFalse();
    Bytes key = Layout.key(RecordKind.REGISTRATION_ENTRY, "e" + pages.incrementAndGet());
    return CompletableFuture.completedFuture(
        new GetResult(
            new Header(1, "history"), List.of(new KeyValue(key, Bytes.empty(), 1, 1, 1)), true));
  }

  @Test
  @Timeout(60)
  void runParted_whereOnePartFails_readsTheOtherNoFurther() {
    LoadProgress progress = new LoadProgress(System::nanoTime);
    progress.begin();
    Scan scan = new Scan(endless, TxnId.random(), entry -> {}, progress);
    assertThatThrownBy(() -> scan.runParted(StateReload.PARTING))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.CORRUPT));
  }
}
