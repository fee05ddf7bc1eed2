package dev.holdfast.etcd;

import dev.holdfast.etcd.EtcdConfig.Tls;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The connections to the members, which take turns; calls are never repeated in here. */
final class EtcdChannel implements AutoCloseable {

  /** The greatest answer that is taken: a window of a page, or a part of a watch's message. */
  static final int MAX_INBOUND_BYTES = 64 << 20;

  private static final long KEEPALIVE_SECONDS = 10; // the least that gRPC allows a client
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 3;
  private static final EndpointResolver.Provider RESOLVERS = new EndpointResolver.Provider();

  static {
    NameResolverRegistry.getDefaultRegistry().register(RESOLVERS);
  }

  private final String target;
  private final ManagedChannel channel;

  private EtcdChannel(String target, ManagedChannel channel) {
    this.target = target;
    this.channel = channel;
  }

  /** Opens a channel; nothing is connected yet. */
  static EtcdChannel open(EtcdConfig config) {
    ChannelCredentials credentials = credentials(config.tls());
    String target = RESOLVERS.add(config.endpoints());
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(target, credentials)
            .defaultLoadBalancingPolicy("round_robin")
            .disableRetry()
            .directExecutor()
            .maxInboundMessageSize(MAX_INBOUND_BYTES)
            .flowControlWindow(4 << 20)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(false)
            .build();
    return new EtcdChannel(target, channel);
  }

  ManagedChannel channel() {
    return channel;
  }

  private static ChannelCredentials credentials(Optional<Tls> tls) {
    if (tls.isEmpty()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    try {
      if (tls.get().ca().isPresent()) {
        credentials.trustManager(tls.get().ca().get().toFile());
      }
      if (tls.get().client().isPresent()) {
        EtcdConfig.ClientCertificate client = tls.get().client().get();
        credentials.keyManager(client.chain().toFile(), client.key().toFile());
      }
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "a certificate's file cannot be read: " + e.getMessage(), e);
    }
    return credentials.build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    RESOLVERS.remove(target);
  }
}
