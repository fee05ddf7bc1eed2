package dev.holdfast.runtime;

import dev.holdfast.store.engine.Threads;
import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Builds channels and servers: epoll on Linux, the JDK's NIO elsewhere, the same for Unix sockets
 * and TCP.
 */
final class Transport {

  private static final boolean EPOLL = Epoll.isAvailable();

  private Transport() {}

  static NettyChannelBuilder channel(
      Endpoint endpoint, ChannelCredentials credentials, EventLoopGroup group) {
    if (endpoint instanceof Endpoint.UnixSocket socket) {
      return NettyChannelBuilder.forAddress(address(socket.path()), credentials)
          .eventLoopGroup(group)
          .channelType(EPOLL ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class)
          .overrideAuthority("localhost");
    }
    Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
    return NettyChannelBuilder.forAddress(tcp.host(), tcp.port(), credentials)
        .eventLoopGroup(group)
        .channelType(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class);
  }

  static NettyServerBuilder server(
      Endpoint endpoint, ServerCredentials credentials, EventLoopGroup group) {
    if (endpoint instanceof Endpoint.UnixSocket socket) {
      return NettyServerBuilder.forAddress(address(socket.path()), credentials)
          .bossEventLoopGroup(group)
          .workerEventLoopGroup(group)
          .channelType(
              EPOLL ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class);
    }
    return NettyServerBuilder.forAddress(((Endpoint.Tcp) endpoint).address(), credentials)
        .bossEventLoopGroup(group)
        .workerEventLoopGroup(group)
        .channelType(EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  static EventLoopGroup eventLoops(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads,
        Threads.named(name),
        EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** Ends event loops without waiting for them. */
  static void shutDown(EventLoopGroup loops) {
    var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static SocketAddress address(Path path) {
    return EPOLL ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
  }
}
