package dev.holdfast.sql.server;

import dev.holdfast.sql.SqlFailure;
import dev.holdfast.sql.server.MysqlDialect.Flavor;
import dev.holdfast.sql.server.ServerDialect.Durability;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at a MySQL or MariaDB server before it is used. */
final class MysqlInspection {

  private static final Logger LOG = LoggerFactory.getLogger(MysqlInspection.class);

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final long LEAST_PACKET = 16 << 20;

  private final Flavor flavor;
  private final ServerConfig config;
  private final Connection connection;

  MysqlInspection(Flavor flavor, ServerConfig config, Connection connection) {
    this.flavor = flavor;
    this.config = config;
    this.connection = connection;
  }

  Durability run() throws SQLException {
    requireVersion(text("select version()"));
    requireReadCommitted();
    requireRowLocks();
    requirePackets();
    requireBinaryKeys();
    return durability();
  }

  private void requireVersion(String version) throws SQLException {
    Flavor found =
        version.toLowerCase(Locale.ROOT).contains("mariadb") ? Flavor.MARIADB : Flavor.MYSQL;
    if (found != flavor) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "the server is " + version + "; open it with a URL that begins " + found.scheme() + ":");
    }
    Matcher numbers = VERSION.matcher(version);
    int known = numbers.matches() ? number(numbers.group(1)) * 100 + number(numbers.group(2)) : 0;
    int oldest = flavor == Flavor.MARIADB ? 10_06 : 8_00;
    if (known < oldest) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "the server is "
              + version
              + "; "
              + (flavor == Flavor.MARIADB ? "MariaDB 10.6" : "MySQL 8.0")
              + " is the oldest known");
    }
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private void requireReadCommitted() throws SQLException {
    String isolation = "";
    try (PreparedStatement select =
            connection.prepareStatement(
                "show variables where variable_name in ('transaction_isolation', 'tx_isolation')");
        ResultSet row = select.executeQuery()) {
      if (row.next()) {
        isolation = row.getString(2);
      }
    }
    if (!isolation.equals("READ-COMMITTED")) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "transactions run at '"
              + isolation
              + "' although READ COMMITTED was asked for; connect to the server directly");
    }
    if (isOn("log_bin") && variable("binlog_format").equalsIgnoreCase("STATEMENT")) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "binlog_format is STATEMENT, which READ COMMITTED does not go with; set it to ROW");
    }
  }

  /** Where several servers accept writes, a row that is locked on one is free on the others. */
  private void requireRowLocks() throws SQLException {
    if (isOn("wsrep_on")) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "the server is a Galera node (wsrep_on), whose row locks do not hold on the others; use"
              + " a server with asynchronous or semi-synchronous replicas");
    }
    if (variable("group_replication_single_primary_mode").equals("OFF")) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "the server's group has several primaries, whose row locks do not hold on each other;"
              + " set group_replication_single_primary_mode to ON");
    }
  }

  private void requirePackets() throws SQLException {
    long packet = Long.parseLong(variable("max_allowed_packet"));
    if (packet < LEAST_PACKET) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "max_allowed_packet is " + packet + "; set it to " + LEAST_PACKET + " or more");
    }
  }

  private void requireBinaryKeys() throws SQLException {
    String table = config.tablePrefix() + "kv";
    String sql =
        "select c.data_type, t.engine from information_schema.columns c"
            + " join information_schema.tables t"
            + " on t.table_schema = c.table_schema and t.table_name = c.table_name"
            + " where c.table_schema = database() and c.table_name = ? and c.column_name = 'k'";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, table);
      try (ResultSet row = select.executeQuery()) {
        if (row.next() && !row.getString(1).equalsIgnoreCase("varbinary")) {
          throw new Refusal(
              SqlFailure.CORRUPT,
              "column k of "
                  + table
                  + " is "
                  + row.getString(1)
                  + ", and keys need varbinary; drop the table, or choose another table_prefix");
        }
        if (row.isFirst() && !row.getString(2).equalsIgnoreCase("InnoDB")) {
          throw new Refusal(
              SqlFailure.CORRUPT,
              "table " + table + " is of engine " + row.getString(2) + "; convert it to InnoDB");
        }
      }
    }
  }

  private Durability durability() throws SQLException {
    boolean log = isOn("log_bin");
    if (!log) {
      LOG.warn(
          "the binary log is off: the server shows commits before they are durable, and after a"
              + " crash may forget what it has shown; then the store's history changes and caches"
              + " load anew. Start the server with log_bin and sync_binlog=1");
    }
    boolean kept =
        variable("innodb_flush_log_at_trx_commit").equals("1")
            && (!log || variable("sync_binlog").equals("1"));
    if (!kept) {
      LOG.warn(
          "innodb_flush_log_at_trx_commit or sync_binlog is not 1: commits may be lost with the"
              + " server's power, and the store does not call itself durable; set both to 1");
    }
    return kept ? Durability.KEPT : Durability.LOSABLE;
  }

  private boolean isOn(String name) throws SQLException {
    String value = variable(name);
    return value.equals("ON") || value.equals("1");
  }

  /** Returns a variable's value, or nothing where the server does not know it. */
  private String variable(String name) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("show variables like ?")) {
      select.setString(1, name.replace("_", "\\_"));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(2) : "";
      }
    }
  }

  private String text(String sql) throws SQLException {
    return ServerDialect.text(connection, sql);
  }
}
