package dev.holdfast.benchmarks;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the store of a DataStore's load is: a SQLite file, or a database server or a member of etcd
 * that is started for it.
 *
 * @param scheme which
 * @param url the store's URL
 * @param database the server, where it is to be ended
 */
record Backend(String scheme, String url, Optional<Database> database) implements AutoCloseable {

  private static final String FILE = "sqlite";
  private static final String ETCD = "etcd";

  /**
   * Starts what holds the store of a load.
   *
   * @param scheme sqlite, postgresql, mysql, mariadb or etcd
   * @param folder the load's folder, after which the store is named
   */
  static Backend start(String scheme, Path folder) {
    String name = folder.getFileName().toString();
    if (scheme.equals(ETCD)) {
      return new Backend(scheme, "etcd:" + EtcdLoad.started() + "/" + name, Optional.empty());
    }
    Database database =
        scheme.equals(FILE) ? Database.file(folder.resolve("store")) : Database.start(scheme);
    return new Backend(scheme, database.url(name), Optional.of(database));
  }

  /** Returns the URL by which each of several processes opens the store. */
  String sharedUrl() {
    return isFile() ? url + "?shared=true" : url;
  }

  /** Returns whether the store is a file, which one process opens once at most. */
  boolean isFile() {
    return scheme.equals(FILE);
  }

  /** Returns how long other servers may take to see a change, in milliseconds. */
  double soonMillis() {
    return scheme.equals(ETCD) || scheme.equals("postgresql") ? 20 : 50;
  }

  @Override
  public void close() {
    database.ifPresent(Database::close);
  }
}
