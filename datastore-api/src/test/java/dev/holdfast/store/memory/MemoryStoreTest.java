package dev.holdfast.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest {

  private final Store store = MemoryStoreProvider.open();
  private final BlockingStore blocking = store.blocking();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void commit_afterPhantomInsert_conflicts() {
    try (Transaction transaction = blocking.open(BeginRequest.readWrite())) {
      assertThat(transaction.getAll(KeyRange.prefix(key("p")))).isEmpty();
      transaction.put(key("x"), key("1"));
      blocking.put(key("p1"), key("1"));
      assertThatThrownBy(transaction::commit)
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.CONFLICT));
    }
  }

  @Test
  void commit_withLastChangesAndChecks() {
    blocking.put(key("a"), key("1"));
    try (Transaction transaction = blocking.open(BeginRequest.readWrite())) {
      long revision =
          transaction
              .commit(
                  List.of(new Check(key("a"), Precondition.modRevision(1))),
                  List.of(Mutation.put(key("b"), key("2"))))
              .revision()
              .orElseThrow();
      assertThat(revision).isEqualTo(2);
    }
    try (Transaction transaction = blocking.open(BeginRequest.readWrite())) {
      assertThatThrownBy(
              () ->
                  transaction.commit(
                      List.of(new Check(key("a"), Precondition.absent())),
                      List.of(Mutation.put(key("b"), key("3")))))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.reason()).isEqualTo(ErrorReason.PRECONDITION_FAILED));
    }
    assertThat(blocking.get(GetRequest.of(key("b"))).entries())
        .extracting(KeyValue::value)
        .containsExactly(key("2"));
  }

  @Test
  void watch_tellsCreatedThenBatchesThenProgress() {
    blocking.put(key("a"), key("1"));
    try (Watch watch = store.watch(WatchRequest.after(0, KeyRange.all()))) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      assertThat(BlockingStore.await(watch.next()))
          .isInstanceOfSatisfying(
              WatchResponse.Batches.class,
              message -> assertThat(message.batches().get(0).revision()).isEqualTo(1));
      assertThat(BlockingStore.await(watch.next())).isEqualTo(new WatchResponse.Progress(1));
    }
  }

  private static Bytes key(String text) {
    return Bytes.utf8(text);
  }
}
