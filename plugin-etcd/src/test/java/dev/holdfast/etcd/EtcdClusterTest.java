package dev.holdfast.etcd;

import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of a cluster of three, under load: no promise may be broken, whatever calls fail. */
final class EtcdClusterTest {

  @TempDir private static Path folder;
  private static EtcdCluster cluster;

  /** What is done to the cluster while clients go on. */
  private interface Fault {
    void run(RecordedLoad load) throws Exception;
  }

  @BeforeAll
  static void start() {
    cluster = new EtcdCluster(folder);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void under(Fault fault) throws Exception {
    try (Store store = Stores.open("etcd:" + EtcdFixtures.location(cluster.endpoints()));
        RecordedLoad load = new RecordedLoad(store, 6)) {
      load.awaitMore(100);
      fault.run(load);
      load.awaitMore(100);
      load.finish();
    }
  }

  @Test
  void leader_killed() throws Exception {
    under(
        load -> {
          EtcdMember leader = cluster.members().get(cluster.leader());
          leader.kill();
          load.awaitMore(100);
          leader.startAgain();
          leader.awaitUp();
        });
  }

  @Test
  void follower_killed() throws Exception {
    under(
        load -> {
          EtcdMember follower = cluster.members().get((cluster.leader() + 1) % 3);
          follower.kill();
          load.awaitMore(100);
          follower.startAgain();
          follower.awaitUp();
        });
  }

  @Test
  void leader_paused() throws Exception {
    under(
        load -> {
          EtcdMember leader = cluster.members().get(cluster.leader());
          leader.signal("STOP");
          try {
            load.awaitMore(50);
          } finally {
            leader.signal("CONT");
          }
        });
  }

  @Test
  void majority_paused_leavesAMemberWithoutLeader() throws Exception {
    under(
        load -> {
          cluster.members().get(0).signal("STOP");
          cluster.members().get(1).signal("STOP");
          try {
            TimeUnit.SECONDS.sleep(4); // longer than an election, which cannot succeed
          } finally {
            cluster.members().get(0).signal("CONT");
            cluster.members().get(1).signal("CONT");
          }
        });
  }

  @Test
  void members_unreachable_swallowed_leaveOne() throws Exception {
    under(
        load -> {
          List<TcpProxy> swallowing = cluster.proxies().subList(0, 2);
          swallowing.forEach(TcpProxy::hold);
          try {
            load.awaitMore(30);
          } finally {
            swallowing.forEach(TcpProxy::heal);
          }
        });
  }

  @Test
  void members_unreachable_cut() throws Exception {
    under(
        load -> {
          cluster.proxies().forEach(TcpProxy::cut);
          TimeUnit.SECONDS.sleep(1); // nobody can tell when enough calls have failed
          cluster.proxies().forEach(TcpProxy::heal);
        });
  }
}
