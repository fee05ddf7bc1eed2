package dev.holdfast.sql.server;

import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.ServerProcess;
import java.util.EnumMap;
import java.util.Map;

/** Servers that tests may kill and mistreat: one of each kind, started when it is asked for. */
final class FaultyServers {

  /** What tests lock that mistreat servers, one class at a time. */
  static final String LOCK = "faulty servers";

  private static final Map<ServerKind, ServerProcess> STARTED = new EnumMap<>(ServerKind.class);

  private FaultyServers() {}

  static synchronized ServerProcess of(ServerKind kind) {
    return STARTED.computeIfAbsent(kind, ServerProcess::start);
  }
}
