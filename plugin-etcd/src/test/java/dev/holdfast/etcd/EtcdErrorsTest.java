package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.ErrorReason;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What calls fail with, and that a call that failed is not made again. */
final class EtcdErrorsTest {

  private final Refusing service = new Refusing();
  private Server server;
  private EtcdClient client;

  /** A member that refuses every call, and counts them. */
  private static final class Refusing extends KVGrpc.KVImplBase {

    private final AtomicInteger calls = new AtomicInteger();
    private volatile Status status = Status.UNAVAILABLE;

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> answer) {
      refuse(answer);
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
      refuse(answer);
    }

    /** Says also that the call may be made again at once, to who would do so. */
    private void refuse(StreamObserver<?> answer) {
      calls.incrementAndGet();
      Metadata trailers = new Metadata();
      trailers.put(
          Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "0");
      answer.onError(status.asException(trailers));
    }
  }

  @BeforeEach
  void start() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(service)
            .build()
            .start();
    client = new EtcdClient(EtcdFixtures.config(server.getPort()), new EtcdHistory());
  }

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  private static Throwable failureOf(CompletableFuture<?> call) throws Exception {
    try {
      call.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause();
    }
    throw new AssertionError("the call succeeded");
  }

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void call_refused_isMadeOnce(Status.Code code) throws Exception {
    service.status = code.toStatus();
    Throwable write = failureOf(client.txn(TxnRequest.getDefaultInstance()));
    assertThat(Status.fromThrowable(write).getCode()).isEqualTo(code);
    assertThat(service.calls).hasValue(1);
    failureOf(client.range(RangeRequest.getDefaultInstance()));
    assertThat(service.calls).hasValue(2);
  }

  /** It makes calls again behind its caller's back, also those that may have been applied. */
  @Test
  void jetcdsOwnClient_isNotHere() {
    assertThatThrownBy(() -> Class.forName("io.etcd.jetcd.Client"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED, '', OUTCOME_UNKNOWN",
    "UNKNOWN, '', OUTCOME_UNKNOWN",
    "DEADLINE_EXCEEDED, '', OUTCOME_UNKNOWN",
    "INTERNAL, '', OUTCOME_UNKNOWN",
    "ABORTED, '', OUTCOME_UNKNOWN",
    "UNAVAILABLE, 'etcdserver: request timed out', OUTCOME_UNKNOWN",
    "UNAVAILABLE, 'etcdserver: leader changed', OUTCOME_UNKNOWN",
    "UNAVAILABLE, 'Connection reset by peer', OUTCOME_UNKNOWN",
    "UNAVAILABLE, 'etcdserver: no leader', NOT_APPLIED",
    "NOT_FOUND, 'etcdserver: requested lease not found', NOT_APPLIED",
    "RESOURCE_EXHAUSTED, 'etcdserver: too many requests', NOT_APPLIED",
    "INVALID_ARGUMENT, 'etcdserver: invalid auth token', NOT_APPLIED",
    "RESOURCE_EXHAUSTED, 'etcdserver: mvcc: database space exceeded', NO_SPACE",
    "INVALID_ARGUMENT, 'etcdserver: too many operations in txn request', TXN_TOO_LARGE",
    "INVALID_ARGUMENT, 'etcdserver: request is too large', TXN_TOO_LARGE",
    "INVALID_ARGUMENT, 'etcdserver: duplicate key given in txn request', INVARIANT",
    "OUT_OF_RANGE, 'etcdserver: mvcc: required revision has been compacted', COMPACTED",
    "OUT_OF_RANGE, 'etcdserver: mvcc: required revision is a future revision', HISTORY_CHANGED",
    "PERMISSION_DENIED, 'etcdserver: permission denied', PERMISSION_DENIED",
    "UNAUTHENTICATED, '', UNAUTHENTICATED",
    "DATA_LOSS, '', CORRUPT",
  })
  void write_failed_isSorted(Status.Code code, String said, ErrorReason reason) {
    Throwable failure = code.toStatus().withDescription(said).asException();
    assertThat(EtcdErrors.ofWrite(failure).reason()).isEqualTo(reason);
    assertThat(EtcdErrors.ofWrite(failure)).hasRootCause(failure);
    assertThat(EtcdErrors.ofRead(failure).reason())
        .isEqualTo(reason == ErrorReason.OUTCOME_UNKNOWN ? ErrorReason.NOT_APPLIED : reason);
  }

  @Test
  void write_toNobody_isNotApplied() throws Exception {
    server.shutdownNow().awaitTermination();
    Throwable failure = failureOf(client.txn(TxnRequest.getDefaultInstance()));
    assertThat(EtcdErrors.ofWrite(failure).reason()).isEqualTo(ErrorReason.NOT_APPLIED);
  }
}
