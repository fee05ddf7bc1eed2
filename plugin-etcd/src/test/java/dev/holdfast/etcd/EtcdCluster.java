package dev.holdfast.etcd;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three members on loopback, whose clients go through proxies, as they do to each other. */
final class EtcdCluster implements AutoCloseable {

  private final List<EtcdMember> members = new ArrayList<>();
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final List<PeerProxy> peerProxies = new ArrayList<>();
  private final List<Long> ids = new ArrayList<>();

  EtcdCluster(Path folder, String... options) {
    EtcdMember.requireInstalled();
    List<Integer> peers = IntStream.range(0, 3).mapToObj(i -> EtcdMember.freePort()).toList();
    peers.forEach(port -> peerProxies.add(new PeerProxy(port)));
    String everybody =
        IntStream.range(0, 3)
            .mapToObj(i -> "m" + i + "=" + peerProxies.get(i).url())
            .collect(Collectors.joining(","));
    for (int i = 0; i < 3; i++) {
      EtcdMember member =
          EtcdMember.start(
              folder,
              "m" + i,
              EtcdMember.freePort(),
              peers.get(i),
              "three",
              List.of(
                  "--initial-cluster=" + everybody,
                  "--initial-advertise-peer-urls=" + peerProxies.get(i).url()),
              options);
      members.add(member);
      proxies.add(new TcpProxy(member.clientPort()));
    }
    members.forEach(EtcdMember::awaitUp);
    members.forEach(member -> ids.add(id(member)));
  }

  List<EtcdMember> members() {
    return members;
  }

  List<TcpProxy> proxies() {
    return proxies;
  }

  /** Returns the members as clients are to name them. */
  String endpoints() {
    return proxies.stream().map(TcpProxy::endpoint).collect(Collectors.joining(","));
  }

  /** Cuts a member off from the others, in both directions; clients reach it all the same. */
  void isolate(int member) {
    long id = ids.get(member);
    for (int i = 0; i < 3; i++) {
      if (i == member) {
        peerProxies.get(i).isolate();
      } else {
        peerProxies.get(i).shutOut(id);
      }
    }
  }

  /** Has the members hear each other again; waits until all of them have a leader. */
  void join() {
    peerProxies.forEach(PeerProxy::heal);
    members.forEach(EtcdMember::awaitUp);
  }

  /** Returns the number of the member that leads; waits until one does. */
  int leader() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      for (int i = 0; i < 3; i++) {
        if (leads(members.get(i))) {
          return i;
        }
      }
    }
    throw new IllegalStateException("no member leads");
  }

  private static long id(EtcdMember member) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Optional<StatusResponse> status = status(member);
    while (status.isEmpty() && System.nanoTime() < deadline) {
      status = status(member);
    }
    return status.orElseThrow().getHeader().getMemberId();
  }

  private static boolean leads(EtcdMember member) {
    return status(member)
        .filter(status -> status.getLeader() != 0)
        .filter(status -> status.getLeader() == status.getHeader().getMemberId())
        .isPresent();
  }

  private static Optional<StatusResponse> status(EtcdMember member) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(member.endpoint(), InsecureChannelCredentials.create()).build();
    try {
      return Optional.of(
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .status(StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    proxies.forEach(TcpProxy::close);
    peerProxies.forEach(PeerProxy::close);
    members.forEach(EtcdMember::close);
  }
}
