package dev.holdfast.conformance;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection that delivers calls and loses the answers that it is told to lose: the caller is
 * left with a bare UNAVAILABLE, as when a connection breaks. Thread-safe.
 */
public final class LostAnswers implements ClientInterceptor {

  private final AtomicInteger toLose = new AtomicInteger();

  /** Makes a connection that loses nothing yet. */
  public LostAnswers() {}

  /** Loses the answer to the next call. */
  public void loseNext() {
    toLose.incrementAndGet();
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    if (toLose.getAndUpdate(count -> Math.max(0, count - 1)) == 0) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(new Losing<>(listener), headers);
      }
    };
  }

  /** Keeps the answer to itself. */
  private static final class Losing<A> extends SimpleForwardingClientCallListener<A> {

    Losing(ClientCall.Listener<A> listener) {
      super(listener);
    }

    @Override
    public void onMessage(A message) {
      // It got lost.
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      super.onClose(
          Status.UNAVAILABLE.withDescription("the connection was lost before the answer came"),
          new Metadata());
    }
  }
}
