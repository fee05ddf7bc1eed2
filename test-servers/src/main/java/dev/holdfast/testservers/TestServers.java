package dev.holdfast.testservers;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One server of each kind for all tests of a process. Thread-safe. */
public final class TestServers {

  private static final Map<ServerKind, ServerProcess> STARTED = new EnumMap<>(ServerKind.class);

  private TestServers() {}

  /**
   * Returns the URL of a store on the server of a kind, which options may be added to with {@code
   * &}: that of the environment, {@code HOLDFAST_TEST_<KIND>_URL}, or of one that is started now
   * and ends with this process.
   *
   * @param kind the kind of server
   */
  public static synchronized String url(ServerKind kind) {
    Optional<String> given = given(kind);
    if (given.isPresent()) {
      return given.get().contains("?") ? given.get() : given.get() + "?tls=prefer";
    }
    // Thousands of connections are made; encrypted ones have tests of their own.
    return STARTED.computeIfAbsent(kind, ServerProcess::start).url() + "&tls=disable";
  }

  /**
   * Returns why there is no server of a kind, if there is none.
   *
   * @param kind the kind of server
   */
  public static Optional<String> missing(ServerKind kind) {
    return given(kind).isPresent() ? Optional.empty() : kind.missing();
  }

  private static Optional<String> given(ServerKind kind) {
    String name = "HOLDFAST_TEST_" + kind.name().toUpperCase(Locale.ROOT) + "_URL";
    return Optional.ofNullable(System.getenv(name)).filter(url -> !url.isBlank());
  }
}
