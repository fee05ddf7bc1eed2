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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three members on loopback, whose clients go through proxies. */
final class EtcdCluster implements AutoCloseable {

  private final List<EtcdMember> members = new ArrayList<>();
  private final List<TcpProxy> proxies = new ArrayList<>();

  EtcdCluster(Path folder, String... options) {
    EtcdMember.requireInstalled();
    List<Integer> peers = IntStream.range(0, 3).mapToObj(i -> EtcdMember.freePort()).toList();
    String everybody =
        IntStream.range(0, 3)
            .mapToObj(i -> "m" + i + "=http://127.0.0.1:" + peers.get(i))
            .collect(Collectors.joining(","));
    for (int i = 0; i < 3; i++) {
      EtcdMember member =
          EtcdMember.start(
              folder,
              "m" + i,
              EtcdMember.freePort(),
              peers.get(i),
              "three",
              List.of("--initial-cluster=" + everybody),
              options);
      members.add(member);
      proxies.add(new TcpProxy(member.clientPort()));
    }
    members.forEach(EtcdMember::awaitUp);
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

  private static boolean leads(EtcdMember member) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(member.endpoint(), InsecureChannelCredentials.create()).build();
    try {
      StatusResponse status =
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(1, TimeUnit.SECONDS)
              .status(StatusRequest.getDefaultInstance());
      return status.getLeader() != 0 && status.getLeader() == status.getHeader().getMemberId();
    } catch (StatusRuntimeException e) {
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    proxies.forEach(TcpProxy::close);
    members.forEach(EtcdMember::close);
  }
}
