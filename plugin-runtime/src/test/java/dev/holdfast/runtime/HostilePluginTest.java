package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.proto.store.v1.GetRequest;
import dev.holdfast.proto.store.v1.GetResponse;
import dev.holdfast.proto.store.v1.Header;
import dev.holdfast.proto.store.v1.KeyValue;
import dev.holdfast.proto.store.v1.StoreGrpc;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.StoreException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostilePluginTest {

  private static final int MUTATIONS = 2_000;
  private static final dev.holdfast.store.GetRequest REQUEST =
      dev.holdfast.store.GetRequest.of(KeyRange.prefix(Bytes.utf8("p"))).limitedTo(3);

  @TempDir private Path folder;
  private final AtomicReference<GetResponse> answer = new AtomicReference<>();
  private RpcServer server;
  private RemoteStore store;

  @BeforeEach
  void serve() {
    Endpoint endpoint = new Endpoint.UnixSocket(folder.resolve("s"));
    server =
        RpcServer.on(endpoint)
            .add(
                new StoreGrpc.StoreImplBase() {
                  @Override
                  public void get(GetRequest request, StreamObserver<GetResponse> observer) {
                    observer.onNext(answer.get());
                    observer.onCompleted();
                  }
                })
            .start();
    store = RemoteStore.at(endpoint);
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Test
  void pages_thatCannotBe_areNamed() {
    refused(page(9, false, "q"), "outside of");
    refused(page(9, false, "p2", "p1"), "out of order");
    refused(page(9, false, "p1", "p1"), "out of order");
    refused(page(9, false, "p1", "p2", "p3", "p4"), "at most");
    refused(page(9, true), "without entries");
    answer.set(page(9, false, "p1"));
    assertThat(store.blocking().get(REQUEST).entries()).hasSize(1);
    refused(page(8, false, "p1"), "after revision 9");
    refused(page(-1, false, "p1"), "18446744073709551615");
  }

  @Test
  void answer_thatIsTooLarge_isNamed() {
    GetResponse large =
        page(9, false).toBuilder()
            .addKvs(
                KeyValue.newBuilder()
                    .setKey(ByteString.copyFromUtf8("p"))
                    .setValue(ByteString.copyFrom(new byte[8 << 20])))
            .build();
    answer.set(large);
    assertThatThrownBy(() -> store.blocking().get(REQUEST))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("maximum size");
  }

  private void refused(GetResponse page, String named) {
    answer.set(page);
    assertThatThrownBy(() -> store.blocking().get(REQUEST))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.INVARIANT))
        .hasMessageContaining(named);
  }

  @Test
  void mutatedAnswers_areRefusedOrKeepThePromises() {
    SplittableRandom random = new SplittableRandom();
    byte[] valid = page(9, true, "p1", "p2", "p3").toByteArray();
    int handedOn = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = valid.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      try {
        answer.set(GetResponse.parseFrom(mutated));
      } catch (InvalidProtocolBufferException e) {
        continue;
      }
      try {
        GetResult page = store.blocking().get(REQUEST);
        handedOn++;
        assertThat(page.entries()).hasSizeLessThanOrEqualTo(3).isSortedAccordingTo(this::byKey);
        assertThat(page.entries()).allMatch(entry -> entry.key().startsWith(Bytes.utf8("p")));
        assertThat(page.header().revision()).isNotNegative();
      } catch (StoreException e) {
        assertThat(e.reason()).as("%s for %s", e, Arrays.toString(mutated)).isNotNull();
      }
    }
    assertThat(handedOn).as("the answers that were harmless").isPositive();
  }

  private int byKey(dev.holdfast.store.KeyValue a, dev.holdfast.store.KeyValue b) {
    return a.key().compareTo(b.key());
  }

  private static GetResponse page(long revision, boolean more, String... keys) {
    GetResponse.Builder page =
        GetResponse.newBuilder()
            .setHeader(Header.newBuilder().setRevision(revision).setHistoryId("h"))
            .setMore(more);
    for (String key : keys) {
      page.addKvs(
          KeyValue.newBuilder()
              .setKey(ByteString.copyFromUtf8(key))
              .setValue(ByteString.copyFromUtf8("value"))
              .setCreateRevision(3)
              .setModRevision(4)
              .setVersion(1));
    }
    return page.build();
  }
}
