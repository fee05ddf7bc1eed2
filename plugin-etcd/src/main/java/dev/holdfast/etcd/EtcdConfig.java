package dev.holdfast.etcd;

import dev.holdfast.store.StoreInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a store is in etcd, and how it is run.
 *
 * @param endpoints the members to call, each {@code host:port}; never none
 * @param prefix what every key of the store begins with, before a slash
 * @param tls how the members are known and how they know us; nothing means plain text
 * @param user who we are; nothing where the cluster does not ask
 * @param info the store as it is described
 * @param compaction whether history is cut by this store
 * @param revisionsKept how many revisions are kept however old they are, where it is
 */
record EtcdConfig(
    List<Endpoint> endpoints,
    String prefix,
    Optional<Tls> tls,
    Optional<User> user,
    StoreInfo info,
    Compaction compaction,
    long revisionsKept) {

  EtcdConfig {
    endpoints = List.copyOf(endpoints);
  }

  /** A member's address. */
  record Endpoint(String host, int port) {
    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /**
   * Files of certificates, in PEM.
   *
   * @param ca whose signature a member's certificate must bear; nothing means the JDK's own list
   * @param client our certificate and key; nothing where members do not ask
   */
  record Tls(Optional<Path> ca, Optional<ClientCertificate> client) {}

  /** Our certificate chain and its private key. */
  record ClientCertificate(Path chain, Path key) {}

  /** A user of etcd's own authentication. */
  record User(String name, String password) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Who cuts the cluster's history. */
  enum Compaction {
    /** The cluster's operator; we live with what is left. */
    OPERATOR,
    /** This store: the cluster serves nobody else. */
    STORE
  }
}
