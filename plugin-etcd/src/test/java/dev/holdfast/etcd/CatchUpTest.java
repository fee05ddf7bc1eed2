package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stretch says of a member that compacts its history while the stretch is read. */
final class CatchUpTest {

  private static final EtcdKeys KEYS = new EtcdKeys("test");
  private static final long AFTER = 5;
  private static final long UNTIL = 8;

  private final Member member = new Member();
  private Server server;
  private EtcdClient client;

  @BeforeEach
  void start() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(member.new Reads())
            .addService(member.new Watches())
            .build()
            .start();
    client = new EtcdClient(EtcdFixtures.config(server.getPort()), new EtcdHistory());
  }

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  @Test
  void read_ofAllThatThereIs_isTold() throws Exception {
    assertThat(read().get(60, TimeUnit.SECONDS)).isEqualTo(new Stretch(List.of(), UNTIL));
  }

  /** etcd told all that was left, and a delete was not; nothing in the stream shows it. */
  @Test
  void read_overtakenByCompaction_isRefused() throws Exception {
    member.compactsInStream = AFTER + 1;
    StoreException refusal = failureOf(read());
    assertThat(refusal.reason()).isEqualTo(ErrorReason.COMPACTED);
    assertThat(refusal.metadata()).containsEntry("compact_revision", "6");
  }

  /** The first change that is missing something is not the last that is gone. */
  @Test
  void read_ofAChangeWithoutWhatItReplaced_tellsHowFarHistoryIsGone() throws Exception {
    member.tells =
        member.tells.toBuilder().setKey(KEYS.entry(Bytes.utf8("a"))).setVersion(2).build();
    member.compactsInStream = 900;
    StoreException refusal = failureOf(read());
    assertThat(refusal.reason()).isEqualTo(ErrorReason.COMPACTED);
    assertThat(refusal.metadata()).containsEntry("compact_revision", "900");
  }

  /** Whether the stretch was whole is not known, so it is not told; the caller may ask again. */
  @Test
  void read_thatCannotBeVerified_isNotTold() throws Exception {
    member.answersReads = false;
    assertThat(failureOf(read()).reason()).isEqualTo(ErrorReason.NOT_APPLIED);
  }

  private CompletableFuture<Stretch> read() {
    return CatchUp.read(client, KEYS, AFTER, UNTIL);
  }

  private static StoreException failureOf(CompletableFuture<?> call) throws Exception {
    try {
      call.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return StoreException.from(e);
    }
    throw new AssertionError("the call succeeded");
  }

  /** A member that tells of one put, at the last revision. */
  private static final class Member {

    private volatile long compacted;
    private volatile boolean answersReads = true;
    private volatile KeyValue tells =
        KeyValue.newBuilder().setKey(KEYS.progress()).setModRevision(UNTIL).build();

    /** Up to where it compacts once the first stream was told everything. */
    private volatile long compactsInStream;

    private final class Reads extends KVGrpc.KVImplBase {
      @Override
      public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
        if (!answersReads) {
          answer.onError(Status.UNAVAILABLE.asException());
          return;
        }
        if (request.getRevision() < compacted) {
          answer.onError(
              Status.OUT_OF_RANGE
                  .withDescription("etcdserver: mvcc: required revision has been compacted")
                  .asException());
          return;
        }
        answer.onNext(RangeResponse.getDefaultInstance());
        answer.onCompleted();
      }
    }

    private final class Watches extends WatchGrpc.WatchImplBase {
      @Override
      public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> answers) {
        return new StreamObserver<>() {
          @Override
          public void onNext(WatchRequest request) {
            boolean gone = request.getCreateRequest().getStartRevision() < compacted;
            compacted = compactsInStream;
            answers.onNext(gone ? canceled() : told());
          }

          @Override
          public void onError(Throwable failure) {}

          @Override
          public void onCompleted() {
            answers.onCompleted();
          }
        };
      }

      private WatchResponse canceled() {
        return WatchResponse.newBuilder().setCanceled(true).setCompactRevision(compacted).build();
      }

      private WatchResponse told() {
        return WatchResponse.newBuilder().addEvents(Event.newBuilder().setKv(tells)).build();
      }
    }
  }
}
