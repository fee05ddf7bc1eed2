package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.netty.channel.EventLoopGroup;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC channel to an {@link Endpoint}, with its own network thread.
 *
 * <p>A TCP endpoint beyond this machine is refused without TLS. Answers are handed over on the
 * network's thread. Thread-safe.
 */
public final class RpcChannel extends Channel implements AutoCloseable {

  private final ManagedChannel channel;
  private final EventLoopGroup loops;
  private final Optional<LiveTls> tls;

  private RpcChannel(ManagedChannel channel, EventLoopGroup loops, Optional<LiveTls> tls) {
    this.channel = channel;
    this.loops = loops;
    this.tls = tls;
  }

  /**
   * Returns a channel, which connects when it is first used.
   *
   * @param endpoint where the server listens
   * @param tls the client's files, where the connection is to be encrypted
   * @throws StoreException {@link ErrorReason#BAD_OPTION} if the connection would not be safe, or
   *     the files cannot be used
   */
  public static RpcChannel to(Endpoint endpoint, Optional<TlsFiles> tls) {
    if (endpoint instanceof Endpoint.Tcp tcp && tls.isEmpty() && !tcp.isLoopback()) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "refusing to connect to " + endpoint + " without TLS; give a certificate");
    }
    Optional<LiveTls> live = tls.map(LiveTls::ofClient);
    ChannelCredentials credentials =
        live.map(LiveTls::channelCredentials).orElseGet(InsecureChannelCredentials::create);
    live.ifPresent(LiveTls::begin);
    return to(endpoint, credentials, live);
  }

  static RpcChannel to(Endpoint endpoint, ChannelCredentials credentials) {
    return to(endpoint, credentials, Optional.empty());
  }

  private static RpcChannel to(
      Endpoint endpoint, ChannelCredentials credentials, Optional<LiveTls> tls) {
    EventLoopGroup loops = Transport.eventLoops("holdfast-client", 1);
    return new RpcChannel(
        Transport.channel(endpoint, credentials, loops).directExecutor().build(), loops, tls);
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    return channel.newCall(method, options);
  }

  @Override
  public String authority() {
    return channel.authority();
  }

  /** Cancels the calls under way and closes the connection. */
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Transport.shutDown(loops);
    tls.ifPresent(LiveTls::close);
  }
}
