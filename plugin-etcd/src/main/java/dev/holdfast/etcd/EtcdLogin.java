package dev.holdfast.etcd;

import dev.holdfast.etcd.EtcdConfig.User;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Logs in with a name and a password, and gives each call the token that it got.
 *
 * <p>Tokens end: etcd forgets one that is idle, and all when users change. Who is told so forgets
 * the token, and the next call logs in anew. Thread-safe.
 */
final class EtcdLogin extends CallCredentials {

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel channel;
  private final User user;
  private Optional<CompletableFuture<String>> token = Optional.empty();

  EtcdLogin(Channel channel, User user) {
    this.channel = channel;
    this.user = user;
  }

  /** Has the next call log in anew. */
  synchronized void forget() {
    token = token.filter(known -> !known.isDone());
  }

  @Override
  public void applyRequestMetadata(
      RequestInfo call, Executor executor, CallCredentials.MetadataApplier applier) {
    var unused =
        token()
            .whenComplete(
                (known, failure) -> {
                  if (failure == null) {
                    Metadata headers = new Metadata();
                    headers.put(TOKEN, known);
                    applier.apply(headers);
                  } else {
                    forget();
                    applier.fail(refusal(failure));
                  }
                });
  }

  private Status refusal(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String problem = "user " + user + " could not log in: " + status.getDescription();
    return switch (status.getCode()) {
      case UNAUTHENTICATED, INVALID_ARGUMENT, FAILED_PRECONDITION, PERMISSION_DENIED ->
          Status.UNAUTHENTICATED.withDescription(problem).withCause(failure);
      default -> Status.UNAVAILABLE.withDescription(problem).withCause(new NotSent(failure));
    };
  }

  /** Says of a call that it never left. */
  static final class NotSent extends Exception {
    private static final long serialVersionUID = 1L;

    NotSent(Throwable cause) {
      super(cause);
    }
  }

  private synchronized CompletableFuture<String> token() {
    if (token.isEmpty()) {
      token = Optional.of(logIn());
    }
    return token.get();
  }

  private CompletableFuture<String> logIn() {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder().setName(user.name()).setPassword(user.password()).build();
    AuthGrpc.AuthStub stub =
        AuthGrpc.newStub(channel).withDeadlineAfter(EtcdClient.READ_SECONDS, TimeUnit.SECONDS);
    Answer<AuthenticateResponse> answer = new Answer<>();
    Context.ROOT.run(() -> stub.authenticate(request, answer));
    return answer.future().thenApply(AuthenticateResponse::getToken);
  }
}
