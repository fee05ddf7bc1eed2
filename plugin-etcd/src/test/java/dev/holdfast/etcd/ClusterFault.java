package dev.holdfast.etcd;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** What befalls a cluster of three while clients go on; it is over when the run of it returns. */
enum ClusterFault {
  LEADER_KILLED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      kill(cluster.members().get(cluster.leader()), load);
    }
  },

  FOLLOWER_KILLED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      kill(cluster.members().get((cluster.leader() + 1) % 3), load);
    }
  },

  LEADER_PAUSED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      EtcdMember leader = cluster.members().get(cluster.leader());
      leader.signal("STOP");
      try {
        load.awaitMore(50);
      } finally {
        leader.signal("CONT");
      }
    }
  },

  /** Leaves a member that has no leader. */
  MAJORITY_PAUSED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      List<EtcdMember> majority = cluster.members().subList(0, 2);
      majority.forEach(member -> member.signal("STOP"));
      try {
        TimeUnit.SECONDS.sleep(3); // longer than an election, which cannot succeed
      } finally {
        majority.forEach(member -> member.signal("CONT"));
      }
    }
  },

  LEADER_ISOLATED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      isolate(cluster, cluster.leader(), load);
    }
  },

  FOLLOWER_ISOLATED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      isolate(cluster, (cluster.leader() + 2) % 3, load);
    }
  },

  /** Bytes to and from two members vanish, and no connection is closed. */
  CLIENTS_SWALLOWED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      List<TcpProxy> swallowing = cluster.proxies().subList(0, 2);
      swallowing.forEach(TcpProxy::hold);
      try {
        load.awaitMore(30);
      } finally {
        swallowing.forEach(TcpProxy::heal);
      }
    }
  },

  CLIENTS_CUT {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException {
      cluster.proxies().forEach(TcpProxy::cut);
      TimeUnit.SECONDS.sleep(1); // nobody can tell when enough calls have failed
      cluster.proxies().forEach(TcpProxy::heal);
    }
  },

  /** History goes up to where the watch is, so that nothing that it still has to tell is lost. */
  HISTORY_COMPACTED {
    @Override
    void run(EtcdCluster cluster, RecordedLoad load) {
      String leader = cluster.members().get(cluster.leader()).endpoint();
      Etcdctl.run(leader, "compact", Long.toString(load.told()));
    }
  };

  /** Runs the fault, and ends it. */
  abstract void run(EtcdCluster cluster, RecordedLoad load) throws InterruptedException;

  private static void kill(EtcdMember member, RecordedLoad load) throws InterruptedException {
    member.kill();
    load.awaitMore(50);
    member.startAgain();
    member.awaitUp();
  }

  private static void isolate(EtcdCluster cluster, int member, RecordedLoad load)
      throws InterruptedException {
    cluster.isolate(member);
    try {
      load.awaitMore(50);
    } finally {
      cluster.join();
    }
  }
}
