package dev.holdfast.sql.server;

import dev.holdfast.sql.CommitHints;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Threads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * LISTEN and NOTIFY.
 *
 * <p>A notification is sent by itself, after a commit and not as part of it: the server lets only
 * one transaction at a time commit that notifies.
 */
final class PostgresqlHints implements CommitHints {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresqlHints.class);

  private static final int LISTEN_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 1_000;

  private final DriverSource.Opener opener;
  private final String channel;
  private final Runnable heard;
  private final String self = TxnId.random().value();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService thread;
  private volatile Optional<Connection> listening = Optional.empty();

  PostgresqlHints(DriverSource.Opener opener, String channel, Runnable heard) {
    this.opener = opener;
    this.channel = channel;
    this.heard = heard;
    this.thread = Executors.newSingleThreadExecutor(Threads.named("holdfast-" + channel));
    thread.execute(this::run);
  }

  @Override
  public void send(Connection follower) throws SQLException {
    try (PreparedStatement notify = follower.prepareStatement("select pg_notify(?, ?)")) {
      notify.setString(1, channel);
      notify.setString(2, self);
      notify.execute();
    }
  }

  private void run() {
    while (!isClosed()) {
      try (Connection connection = opener.open()) {
        listening = Optional.of(connection);
        ServerDialect.execute(connection, "listen " + channel);
        heard.run(); // for what was told while nobody listened
        while (!isClosed()) {
          listen(connection);
        }
      } catch (SQLException e) {
        if (!isClosed()) {
          LOG.debug("no hints for the time being", e);
          pause();
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    PGNotification[] told = connection.unwrap(PGConnection.class).getNotifications(LISTEN_MILLIS);
    if (told == null || told.length == 0) {
      ServerDialect.execute(connection, "select 1"); // finds out if the connection is dead
      return;
    }
    for (PGNotification one : told) {
      if (!one.getParameter().equals(self)) {
        heard.run();
        return;
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void pause() {
    try {
      boolean unused = closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    listening.ifPresent(PostgresqlHints::abort);
    thread.shutdown();
  }

  /** Closes the socket at once; an orderly end would wait for the notification that is awaited. */
  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("the listening connection was broken already", e);
    }
  }
}
