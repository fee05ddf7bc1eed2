package dev.holdfast.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Header;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import dev.holdfast.store.engine.StoreEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class MemoryEngineTest {

  private static final int COMMITS = 20_000;

  /** What a watch has told is current for all who ask afterwards. */
  @Test
  void changes_tellNothingBeyondTheCurrentRevision() {
    StoreEngine engine = MemoryStoreProvider.engine(StoreOptions.none());
    String historyId = engine.current().join().historyId();
    Attempt put =
        new Attempt(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(Mutation.put(Bytes.utf8("key"), Bytes.utf8("value"))));
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < COMMITS; i++) {
                engine.commit(put).join();
              }
            });
    long told = 0;
    while (told < COMMITS && !writer.isCompletedExceptionally()) {
      Stretch stretch = engine.changes().read(told, historyId).join();
      Header current = engine.current().join();
      assertThat(current.revision()).isGreaterThanOrEqualTo(stretch.through());
      told = stretch.through();
    }
    writer.join();
    engine.close();
  }
}
