package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LaunchedStoreTest {

  private static final Bytes KEY = Bytes.utf8("k");

  @Test
  void store_whosePluginIsKilled_servesAgain() throws Exception {
    try (LaunchedStore store =
        LaunchedStore.open(
            PluginPrograms.memory(), StoreOptions.of(Map.of(StoreOptions.MAX_LEASE_MS, "40000")))) {
      BlockingStore calls = store.blocking();
      calls.put(KEY, Bytes.utf8("1"));
      PluginProcess first = store.serving().join().process();
      Watch watch = store.watch(WatchRequest.now(KeyRange.all()));
      assertThat(next(watch)).isInstanceOf(WatchResponse.Created.class);
      var message = watch.next();
      assertThat(first.handle().destroyForcibly()).isTrue();
      first.onExit().get(30, TimeUnit.SECONDS);
      // The next plugin takes far longer to start than this call.
      assertReason(() -> calls.put(KEY, Bytes.utf8("2")), ErrorReason.NOT_APPLIED);

      PluginProcess second = store.serving().get(60, TimeUnit.SECONDS).process();
      assertThat(second.handle().pid()).isNotEqualTo(first.handle().pid());
      StoreInfo info = calls.info();
      assertThat(info.state()).isEqualTo(StoreInfo.State.READY);
      assertThat(info.limits().maxLease().toSeconds()).as("the options hold again").isEqualTo(40);
      // A store in memory has begun another history, which the watch must tell.
      assertReason(() -> BlockingStore.await(message), ErrorReason.HISTORY_CHANGED);
      assertThat(first.folder()).doesNotExist();
    }
  }

  private static WatchResponse next(Watch watch) throws Exception {
    return watch.next().get(60, TimeUnit.SECONDS);
  }

  @Test
  void store_whenClosed_leavesNoProcess() {
    LaunchedStore store = LaunchedStore.open(PluginPrograms.memory(), StoreOptions.none());
    PluginProcess plugin = store.serving().join().process();
    store.close();
    assertThat(plugin.handle().isAlive()).isFalse();
    assertThatThrownBy(() -> store.blocking().info()).isInstanceOf(StoreException.class);
  }

  @Test
  void url_ofAPlugin_isChecked() {
    assertThatThrownBy(() -> open("plugin:")).hasMessageContaining("no plugin is named");
    assertThatThrownBy(() -> open("plugin:/bin/sh?plugin_sha=1"))
        .hasMessageContaining("plugin_sha")
        .hasMessageContaining("plugin_sha256");
    assertThatThrownBy(() -> open("plugin:/bin/sh?plugin_args=-c%20exit&plugin_start_timeout_ms=x"))
        .hasMessageContaining("plugin_start_timeout_ms");
  }

  private static void open(String url) {
    try (Store store = Stores.open(url)) {
      assertThat(store).as("a store that cannot be").isNull();
    }
  }

  private static void assertReason(Runnable call, ErrorReason reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).as("%s", e).isEqualTo(reason));
  }
}
