package dev.holdfast.sql.server;

import dev.holdfast.sql.SqlConfig.Polling;
import dev.holdfast.sql.server.ServerConfig.Notifying;
import dev.holdfast.sql.server.ServerConfig.Timeouts;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The options of a database server, read from the options of a store. */
final class ServerOptions {

  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String PASSWORD_FILE = "password_file";
  static final String TLS = "tls";
  static final String TLS_CA = "tls_ca";
  static final String TLS_CERT = "tls_cert";
  static final String TLS_KEY = "tls_key";
  static final String POOL_SIZE = "pool_size";
  static final String SCHEMA = "schema";
  static final String TABLE_PREFIX = "table_prefix";
  static final String CONNECT_TIMEOUT_MS = "connect_timeout_ms";
  static final String SOCKET_TIMEOUT_MS = "socket_timeout_ms";
  static final String SESSION_TIMEOUT_MS = "session_timeout_ms";
  static final String POLL_MIN_MS = "poll_min_ms";
  static final String POLL_MAX_MS = "poll_max_ms";
  static final String NOTIFY = "notify";
  static final String HISTORY_RETENTION_REVISIONS = "history_retention_revisions";

  /** What every server knows. */
  static final Set<String> COMMON =
      Set.of(
          StoreOptions.HISTORY_RETENTION_MS,
          StoreOptions.MIN_LEASE_MS,
          StoreOptions.MAX_LEASE_MS,
          HISTORY_RETENTION_REVISIONS,
          USER,
          PASSWORD,
          PASSWORD_FILE,
          TLS,
          TLS_CA,
          TLS_CERT,
          TLS_KEY,
          POOL_SIZE,
          TABLE_PREFIX,
          CONNECT_TIMEOUT_MS,
          SOCKET_TIMEOUT_MS,
          SESSION_TIMEOUT_MS,
          POLL_MIN_MS,
          POLL_MAX_MS);

  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,30}");
  private static final Pattern SCHEMA_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final StoreOptions options;
  private final Defaults defaults;

  /**
   * What holds where nothing is configured.
   *
   * @param port the server's port
   * @param polling how often the log is looked at
   * @param session how long the server keeps the transaction of a client that does nothing
   */
  record Defaults(int port, Polling polling, Duration session) {}

  ServerOptions(StoreOptions options, Defaults defaults) {
    this.options = options;
    this.defaults = defaults;
  }

  ServerConfig config(Address address) {
    return new ServerConfig(
        address,
        options.text(USER).orElse("holdfast"),
        password(),
        tls(),
        (int) options.number(POOL_SIZE, 4, 1, 1_000),
        named(SCHEMA, SCHEMA_NAME, "a name of letters, digits and underscores"),
        named(TABLE_PREFIX, PREFIX, "at most 31 lower case letters, digits and underscores")
            .orElse("holdfast_"),
        new Timeouts(
            millis(CONNECT_TIMEOUT_MS, 5_000, 250),
            options.millis(
                SOCKET_TIMEOUT_MS,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10)),
            millis(SESSION_TIMEOUT_MS, defaults.session().toMillis(), 1_000)),
        options.flag(NOTIFY, true) ? Notifying.ON : Notifying.OFF);
  }

  private Duration millis(String name, long fallback, long least) {
    return options.millis(name, Duration.ofMillis(fallback), Duration.ofMillis(least), MINUTE);
  }

  long revisionsKept() {
    return options.number(HISTORY_RETENTION_REVISIONS, 10_000, 0, Long.MAX_VALUE);
  }

  Polling polling() {
    Duration millisecond = Duration.ofMillis(1);
    Duration shortest =
        options.millis(POLL_MIN_MS, defaults.polling().shortest(), millisecond, MINUTE);
    Duration longest = defaults.polling().longest();
    return new Polling(
        shortest,
        options.millis(
            POLL_MAX_MS, shortest.compareTo(longest) > 0 ? shortest : longest, shortest, MINUTE));
  }

  private Optional<String> named(String name, Pattern form, String expected) {
    Optional<String> text = options.text(name);
    if (text.isPresent() && !form.matcher(text.get()).matches()) {
      throw bad(name, "is '" + text.get() + "'; expected is " + expected);
    }
    return text;
  }

  private Password password() {
    Optional<Path> file = file(PASSWORD_FILE);
    Optional<String> given = options.text(PASSWORD);
    if (file.isPresent() && given.isPresent()) {
      throw bad(PASSWORD, "and " + PASSWORD_FILE + " are both given; leave one out");
    }
    if (file.isPresent()) {
      return new Password.InFile(file.get());
    }
    return given.<Password>map(Password.Given::new).orElseGet(Password.None::new);
  }

  private Tls tls() {
    Optional<Path> authority = file(TLS_CA);
    Optional<Path> certificate = file(TLS_CERT);
    Optional<Path> key = file(TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw bad(TLS_CERT, "and " + TLS_KEY + " go together; give both or none");
    }
    Tls.Mode mode = options.text(TLS).map(ServerOptions::mode).orElse(defaultMode(authority));
    boolean verified = mode == Tls.Mode.VERIFY_CA || mode == Tls.Mode.VERIFY_FULL;
    if (verified && authority.isEmpty()) {
      throw bad(TLS, "is " + mode.option() + ", and " + TLS_CA + " is not given");
    }
    if (!verified && authority.isPresent()) {
      throw bad(TLS, "is " + mode.option() + ", which does not use " + TLS_CA);
    }
    return new Tls(mode, authority, certificate.map(c -> new Tls.Client(c, key.orElseThrow())));
  }

  private static Tls.Mode defaultMode(Optional<Path> authority) {
    return authority.isPresent() ? Tls.Mode.VERIFY_FULL : Tls.Mode.PREFER;
  }

  private static Tls.Mode mode(String text) {
    return Arrays.stream(Tls.Mode.values())
        .filter(mode -> mode.option().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    TLS,
                    "is '"
                        + text
                        + "'; expected is one of "
                        + Arrays.stream(Tls.Mode.values())
                            .map(Tls.Mode::option)
                            .collect(Collectors.joining(", "))));
  }

  private Optional<Path> file(String name) {
    return options.text(name).map(text -> file(name, text));
  }

  private static Path file(String name, String text) {
    try {
      Path path = Path.of(text).toAbsolutePath();
      if (!Files.isReadable(path)) {
        throw bad(name, "names " + path + ", which cannot be read");
      }
      return path;
    } catch (InvalidPathException e) {
      throw bad(name, "is '" + text + "', which is no path");
    }
  }

  private static StoreException bad(String name, String problem) {
    return new StoreException(
        ErrorReason.BAD_OPTION, "option " + name + " " + problem, Map.of("option", name));
  }
}
