package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool of those that read outlives connections that are lost while they are made ready. */
final class ReaderPoolTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void connection_ofASoundServer_isTheFirst() throws Exception {
    try (HikariDataSource pool = ServerDialect.pool("test", 1, PATIENCE, () -> open("nothing"));
        Connection connection = pool.getConnection()) {
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(opened).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "getNetworkTimeout",
        "setNetworkTimeout",
        "isReadOnly",
        "getAutoCommit",
        "isValid",
        "getTransactionIsolation"
      })
  void firstConnection_lostAtAnyCall_isReplaced(String call) throws Exception {
    try (HikariDataSource pool = ServerDialect.pool("test", 1, PATIENCE, () -> open(call));
        Connection connection = pool.getConnection()) {
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(opened).hasValueGreaterThan(1);
    }
  }

  /** Opens a connection; the first is lost when a method is called. */
  private Connection open(String lostAt) {
    boolean first = opened.incrementAndGet() == 1;
    return (Connection)
        Proxy.newProxyInstance(
            ReaderPoolTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new FakeConnection(first ? lostAt : "nothing"));
  }

  /** A driver's connection of which only the state is there. */
  private static final class FakeConnection implements InvocationHandler {

    private final String lostAt;
    private boolean lost;
    private int isolation = Connection.TRANSACTION_READ_COMMITTED;

    FakeConnection(String lostAt) {
      this.lostAt = lostAt;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws SQLException {
      lost |= method.getName().equals(lostAt);
      if (lost && !method.getName().equals("close")) {
        throw new SQLException("This connection has been closed.", "08003");
      }
      return switch (method.getName()) {
        case "setTransactionIsolation" -> isolate(arguments);
        case "getTransactionIsolation" -> isolation;
        case "getNetworkTimeout" -> 0;
        case "isValid", "getAutoCommit" -> true;
        case "isReadOnly", "isClosed" -> false;
        default -> null;
      };
    }

    private @Nullable Object isolate(Object @Nullable [] arguments) throws SQLException {
      int level = arguments == null ? -1 : (int) arguments[0];
      if (level < Connection.TRANSACTION_READ_UNCOMMITTED) {
        throw new SQLException("Transaction isolation level " + level + " not supported.", "22023");
      }
      isolation = level;
      return null;
    }
  }
}
