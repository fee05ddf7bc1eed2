package dev.holdfast.datastore.cache.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is held of a bounded kind, while a test decides when the store answers what. */
class BoundedRowsTest {

  private static final String HISTORY = "history";
  private static final int MOST = 3;
  private static final Bytes KEY = key("token");

  /** The questions that the store was asked, until the test takes them to answer them. */
  private final BlockingQueue<CompletableFuture<GetResult>> asked = new LinkedBlockingQueue<>();

  private final Store store =
      (Store)
          Proxy.newProxyInstance(
              BoundedRowsTest.class.getClassLoader(),
              new Class<?>[] {Store.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("get");
                CompletableFuture<GetResult> question = new CompletableFuture<>();
                asked.add(question);
                return question;
              });

  private final BoundedRows rows =
      new BoundedRows(
          RecordKind.JOIN_TOKEN,
          MOST,
          store,
          Timing.standard().waitingAtMost(Duration.ofSeconds(60)));

  private static Bytes key(String token) {
    return Layout.key(RecordKind.JOIN_TOKEN, token);
  }

  private static Floor floor(long revision) {
    return new Floor(HISTORY, revision);
  }

  private static GetResult nothing(long at) {
    return new GetResult(new Header(at, HISTORY), List.of(), false);
  }

  private static GetResult token(String token, long modRevision, long at) {
    byte[] value =
        JoinTokenCodec.encode(new JoinToken(token, Instant.ofEpochSecond(modRevision)))
            .toByteArray();
    KeyValue stored = new KeyValue(key(token), Bytes.wrap(value), 1, modRevision, 1);
    return new GetResult(new Header(at, HISTORY), List.of(stored), false);
  }

  /** Begins to look a key up, and waits until the store is asked. */
  private Lookup lookUp(Bytes key, long state) throws InterruptedException {
    CompletableFuture<BoundedRows.Held> answer =
        CompletableFuture.supplyAsync(() -> rows.find(key, floor(state)));
    CompletableFuture<GetResult> question = asked.poll(60, TimeUnit.SECONDS);
    assertThat(question).as("the store is asked").isNotNull();
    return new Lookup(question, answer);
  }

  private record Lookup(
      CompletableFuture<GetResult> question, CompletableFuture<BoundedRows.Held> answer) {
    BoundedRows.Held answered(GetResult result) throws Exception {
      question.complete(result);
      return answer.get(60, TimeUnit.SECONDS);
    }
  }

  private static long modRevision(BoundedRows.Held held) {
    return held.row().orElseThrow().modRevision();
  }

  @Test
  void find_again() throws Exception {
    BoundedRows.Held first = lookUp(KEY, 5).answered(token("token", 4, 5));

    assertThat(modRevision(first)).isEqualTo(4);
    assertThat(first.from()).isEqualTo(floor(5));
    assertThat(rows.find(KEY, floor(9))).isSameAs(first);
    assertThat(asked).isEmpty();
  }

  @Test
  void find_absentAgain() throws Exception {
    BoundedRows.Held first = lookUp(KEY, 5).answered(nothing(5));

    assertThat(first.row()).isEmpty();
    assertThat(rows.find(KEY, floor(9))).isSameAs(first);
    assertThat(asked).isEmpty();
  }

  @Test
  void find_afterChange() throws Exception {
    lookUp(KEY, 5).answered(token("token", 4, 5));
    rows.changed(KEY, floor(6));

    assertThat(modRevision(lookUp(KEY, 6).answered(token("token", 6, 6)))).isEqualTo(6);
  }

  @Test
  void find_afterChangeThatWasReadAlready() throws Exception {
    BoundedRows.Held first = lookUp(KEY, 5).answered(token("token", 7, 8));
    rows.changed(KEY, floor(7));

    assertThat(rows.find(KEY, floor(8))).isSameAs(first);
    assertThat(asked).isEmpty();
  }

  @Test
  void find_changedWhileTheStoreAnswers() throws Exception {
    Lookup early = lookUp(KEY, 5);
    rows.changed(KEY, floor(6));
    assertThat(modRevision(early.answered(token("token", 4, 5)))).isEqualTo(4);

    assertThat(modRevision(lookUp(KEY, 6).answered(token("token", 6, 6))))
        .as("the answer that was overtaken is not held")
        .isEqualTo(6);
  }

  @Test
  void find_changedAndAskedAgainWhileTheStoreAnswers() throws Exception {
    Lookup early = lookUp(KEY, 5);
    rows.changed(KEY, floor(6));
    Lookup late = lookUp(KEY, 6);
    BoundedRows.Held held = late.answered(token("token", 6, 6));
    early.answered(token("token", 4, 5));

    assertThat(rows.find(KEY, floor(6))).isSameAs(held);
  }

  @Test
  void find_clearedWhileTheStoreAnswers() throws Exception {
    Lookup early = lookUp(KEY, 5);
    rows.clear();
    early.answered(token("token", 4, 5));

    assertThat(modRevision(lookUp(KEY, 9).answered(token("token", 8, 9)))).isEqualTo(8);
  }

  @Test
  void find_failed() throws Exception {
    Lookup failing = lookUp(KEY, 5);
    failing.question().completeExceptionally(new IllegalStateException("no"));
    assertThatThrownBy(() -> failing.answer().get(60, TimeUnit.SECONDS)).isNotNull();

    BoundedRows.Held answer = lookUp(KEY, 5).answered(token("token", 4, 5));
    assertThat(rows.find(KEY, floor(5))).isSameAs(answer);
  }

  @Test
  void find_storeBehindTheState() throws Exception {
    Lookup lookup = lookUp(KEY, 5);

    assertThatThrownBy(() -> lookup.answered(nothing(4)))
        .cause()
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BEHIND));
  }

  @Test
  void find_moreThanAreHeld() throws Exception {
    for (int i = 0; i < 10; i++) {
      lookUp(key("t" + i), 5).answered(token("t" + i, 4, 5));
    }

    assertThat(rows.size()).isLessThanOrEqualTo(MOST);
  }
}
