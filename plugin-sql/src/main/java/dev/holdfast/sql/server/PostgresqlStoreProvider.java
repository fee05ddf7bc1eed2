package dev.holdfast.sql.server;

import dev.holdfast.sql.SqlConfig.Polling;
import dev.holdfast.sql.server.ServerOptions.Defaults;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens stores on PostgreSQL: {@code postgresql://host:5432/database?user=holdfast}.
 *
 * <p>Every process that opens the same tables has a part in one store. A write that is acknowledged
 * is as durable as the server's commits.
 */
public final class PostgresqlStoreProvider extends ServerStoreProvider {

  private static final Defaults DEFAULTS =
      new Defaults(
          5432, new Polling(Duration.ofMillis(3), Duration.ofMillis(250)), Duration.ofSeconds(2));
  private static final Set<String> OPTIONS =
      Stream.concat(
              ServerOptions.COMMON.stream(), Stream.of(ServerOptions.SCHEMA, ServerOptions.NOTIFY))
          .collect(Collectors.toUnmodifiableSet());

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public PostgresqlStoreProvider() {
    super(
        "postgresql",
        DEFAULTS,
        OPTIONS,
        List.of(
            "org.postgresql.Driver org.postgresql:postgresql",
            "com.zaxxer.hikari.HikariDataSource com.zaxxer:HikariCP"));
  }

  @Override
  ServerDialect dialect(ServerConfig config) {
    return new PostgresqlDialect(config);
  }
}
