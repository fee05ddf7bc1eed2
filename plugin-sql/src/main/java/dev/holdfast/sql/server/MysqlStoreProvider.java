package dev.holdfast.sql.server;

import dev.holdfast.sql.server.MysqlDialect.Flavor;

/**
 * Opens stores on MySQL: {@code mysql://host:3306/database?user=holdfast}.
 *
 * <p>Every process that opens the same tables has a part in one store. A write that is acknowledged
 * is as durable as the server's commits.
 */
public final class MysqlStoreProvider extends ServerStoreProvider {

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public MysqlStoreProvider() {
    super("mysql", MysqlDialect.DEFAULTS, ServerOptions.COMMON, MysqlDialect.LIBRARIES);
  }

  @Override
  ServerDialect dialect(ServerConfig config) {
    return new MysqlDialect(Flavor.MYSQL, config);
  }
}
