package dev.holdfast.sql.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.store.engine.Threads;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.ServerProcess;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Opening stores on servers, and what is refused by name. */
@ResourceLock(FaultyServers.LOCK)
final class ServerStoreTest {

  private static final Bytes KEY = Bytes.utf8("k");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void reopen_findsWhatWasWritten(ServerKind kind) {
    TestStores.requireServer(kind);
    String url = TestStores.newUrl(kind);
    String history;
    try (Store store = Stores.open(url)) {
      history = store.blocking().put(KEY, Bytes.utf8("v")).header().historyId();
    }
    try (Store store = Stores.open(url)) {
      var page = store.blocking().get(GetRequest.of(KEY));
      assertThat(page.entries().get(0).value()).isEqualTo(Bytes.utf8("v"));
      assertThat(page.header().historyId()).isEqualTo(history);
    }
  }

  @ParameterizedTest
  @EnumSource
  void open_byManyAtOnce_createsOneStore(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String url = TestStores.newUrl(kind) + "&pool_size=1";
    int openers = 6;
    CyclicBarrier start = new CyclicBarrier(openers);
    ExecutorService threads = Executors.newFixedThreadPool(openers, Threads.named("opener"));
    List<Future<String>> histories = new ArrayList<>();
    for (int opener = 0; opener < openers; opener++) {
      histories.add(
          threads.submit(
              () -> {
                start.await();
                try (Store store = Stores.open(url)) {
                  return store.blocking().put(KEY, KEY).header().historyId();
                }
              }));
    }
    Set<String> distinct = new HashSet<>();
    for (Future<String> history : histories) {
      distinct.add(history.get());
    }
    threads.shutdown();
    assertThat(distinct).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void open_newerSchema_isRefusedByName(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String prefix = TestStores.newPrefix();
    String url = FaultyServers.of(kind).url() + "&table_prefix=" + prefix;
    Stores.open(url).close();
    execute(kind, "update " + prefix + "meta set schema_version = 99");
    assertRefused(url, ErrorReason.CORRUPT, "tables are of version 99", "newer");
  }

  @ParameterizedTest
  @EnumSource
  void open_tablesWithTextKeys_isRefusedByName(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String prefix = TestStores.newPrefix();
    execute(kind, "create table " + prefix + "kv (k varchar(100) primary key, v varchar(100))");
    assertRefused(
        FaultyServers.of(kind).url() + "&table_prefix=" + prefix,
        ErrorReason.CORRUPT,
        "column k of " + prefix + "kv",
        "choose another table_prefix");
  }

  @ParameterizedTest
  @EnumSource
  void open_withoutPrivileges_isRefusedWithTheGrantsThatAreMissing(ServerKind kind)
      throws Exception {
    TestStores.requireServer(kind);
    ServerProcess server = FaultyServers.of(kind);
    String prefix = TestStores.newPrefix();
    Stores.open(server.url() + "&table_prefix=" + prefix).close();
    createUser(kind, "reader_" + prefix, "secret");
    execute(
        kind,
        "grant select on "
            + prefix
            + "meta to "
            + (kind == ServerKind.POSTGRESQL ? "reader_" + prefix : "'reader_" + prefix + "'@'%'"));
    assertRefused(
        urlOf(server, kind, "reader_" + prefix, "&password=secret&table_prefix=" + prefix),
        ErrorReason.PERMISSION_DENIED,
        "grant reader_" + prefix,
        "SELECT, INSERT, UPDATE");
  }

  @ParameterizedTest
  @EnumSource
  void open_wrongPassword_isRefused(ServerKind kind) {
    TestStores.requireServer(kind);
    assertRefused(
        urlOf(FaultyServers.of(kind), kind, "holdfast", "&password=wrong"),
        ErrorReason.PERMISSION_DENIED,
        "holdfast");
  }

  @ParameterizedTest
  @EnumSource
  void passwordFile_isReadAgainAtEachConnection(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String user = "rotating_" + TestStores.newPrefix();
    createUser(kind, user, "first");
    allowAll(kind, user);
    Path file = Files.writeString(folder.resolve("password"), "first\n");
    String options =
        "&password_file=" + file + "&pool_size=1&table_prefix=" + TestStores.newPrefix();
    String url = urlOf(FaultyServers.of(kind), kind, user, options);
    try (Store store = Stores.open(url)) {
      store.blocking().put(KEY, KEY);
      Files.writeString(file, "second\n");
      execute(
          kind,
          kind == ServerKind.POSTGRESQL
              ? "alter role " + user + " password 'second'"
              : "alter user '" + user + "'@'%' identified by 'second'");
      Stores.open(url).close();
    }
    Files.writeString(file, "first\n");
    assertRefused(url, ErrorReason.PERMISSION_DENIED, user);
  }

  /** Names are text, keys and values are bytes, whatever the connection's encoding. */
  @ParameterizedTest
  @EnumSource
  void open_userAndPasswordOfAnyLetters_keepsEveryByte(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String user = "j\u00fcrgen_" + TestStores.newPrefix();
    String password = "\u00e9\u017c\u2713";
    createUser(kind, user, password);
    allowAll(kind, user);
    byte[] bytes = new byte[256];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
    String options =
        "&password="
            + URLEncoder.encode(password, UTF_8)
            + "&table_prefix="
            + TestStores.newPrefix();
    String url = urlOf(FaultyServers.of(kind), kind, URLEncoder.encode(user, UTF_8), options);
    try (Store store = Stores.open(url)) {
      store.blocking().put(Bytes.of(bytes), Bytes.of(bytes));
      assertThat(store.blocking().get(GetRequest.of(Bytes.of(bytes))).entries())
          .extracting(KeyValue::value)
          .containsExactly(Bytes.of(bytes));
    }
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, mariadb", "MARIADB, mysql"})
  void open_serverOfTheOtherKind_isRefusedByName(ServerKind kind, String scheme) {
    TestStores.requireServer(kind);
    String url = FaultyServers.of(kind).url().replaceFirst("^[a-z]+:", scheme + ":");
    assertThatThrownBy(() -> Stores.open(url))
        .hasMessageContaining("open it with a URL that begins " + kind.scheme() + ":");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRESQL")
  void open_readOnlyMysql_isRefusedByName(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    execute(kind, "set global read_only = 1");
    try {
      assertRefused(
          FaultyServers.of(kind).url(), ErrorReason.PERMISSION_DENIED, "name the primary");
    } finally {
      execute(kind, "set global read_only = 0");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRESQL")
  void put_serverPreparesNoStatements_isWritten(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    execute(kind, "set global max_prepared_stmt_count = 0");
    try (Store store = Stores.open(newUrl(kind))) {
      List<CompletableFuture<?>> puts = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Bytes key = Bytes.utf8("k" + i);
        puts.add(store.put(PutRequest.of(key, key)));
      }
      CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)).join();
      List<KeyValue> entries = store.blocking().get(GetRequest.of(KeyRange.all())).entries();
      assertThat(entries).hasSize(300).allMatch(entry -> entry.value().equals(entry.key()));
    } finally {
      execute(kind, "set global max_prepared_stmt_count = 16382");
    }
  }

  @Test
  void open_standbyOfPostgresql_isRefusedByName() throws Exception {
    try (ServerProcess server = ServerProcess.start(ServerKind.POSTGRESQL)) {
      server.kill();
      Files.createFile(server.data().resolve("standby.signal"));
      server.restart();
      assertRefused(server.url(), ErrorReason.PERMISSION_DENIED, "read replica", "the primary");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://host, no address",
    "mysql://user@host/db, no address",
    "postgresql://h/d?tls=verify-full, tls_ca",
    "postgresql://h/d?tls=sometimes, expected is one of",
    "postgresql://h/d?password_file=/none, cannot be read",
    "postgresql://h/d?table_prefix=Bad-, lower case",
    "mysql://h/d?schema=s, unknown option 'schema'",
    "mariadb://h/d?pool_size=0, a whole number",
  })
  void open_malformed_isRefusedByName(String url, String message) {
    assertRefused(url, ErrorReason.BAD_OPTION, message);
  }

  @Test
  void open_nobodyListens_isRefused() {
    assertThatThrownBy(() -> Stores.open("postgresql://127.0.0.1:1/d"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.NOT_APPLIED));
  }

  private static String newUrl(ServerKind kind) {
    return FaultyServers.of(kind).url() + "&table_prefix=" + TestStores.newPrefix();
  }

  private static String urlOf(ServerProcess server, ServerKind kind, String user, String options) {
    return kind.scheme() + ":" + server.location() + "?user=" + user + options;
  }

  private static void createUser(ServerKind kind, String name, String password) throws Exception {
    execute(
        kind,
        kind == ServerKind.POSTGRESQL
            ? "create role " + name + " login password '" + password + "'"
            : "create user '" + name + "'@'%' identified by '" + password + "'");
  }

  private static void allowAll(ServerKind kind, String user) throws Exception {
    execute(
        kind,
        kind == ServerKind.POSTGRESQL
            ? "alter role " + user + " superuser"
            : "grant all on *.* to '" + user + "'@'%'");
  }

  private static void execute(ServerKind kind, String sql) throws Exception {
    try (Connection connection = FaultyServers.of(kind).connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertRefused(String url, ErrorReason reason, String... messages) {
    assertThatThrownBy(() -> Stores.open(url).close())
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.getMessage()).contains(messages);
            });
  }
}
