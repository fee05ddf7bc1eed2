package dev.holdfast.examples.embedding;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Tells agents over HTTP which entries they may hand out, and people how the DataStore is.
 *
 * <p>A real one knows its agents by their certificates; this one believes what they say.
 */
public final class AgentServer implements AutoCloseable {

  private static final String FLOOR = "Floor";

  private final DataStore dataStore;
  private final ChangeCounter counter;
  private final HttpServer http;
  private final ExecutorService calls = Executors.newFixedThreadPool(4);

  private AgentServer(DataStore dataStore, ChangeCounter counter, HttpServer http) {
    this.dataStore = dataStore;
    this.counter = counter;
    this.http = http;
  }

  /**
   * Starts a server.
   *
   * @param dataStore where the records are; it stays the caller's
   * @param counter what has changed; it stays the caller's
   * @param address where to listen; port 0 takes any
   * @throws IOException if the address cannot be listened on
   */
  public static AgentServer start(
      DataStore dataStore, ChangeCounter counter, InetSocketAddress address) throws IOException {
    AgentServer server = new AgentServer(dataStore, counter, HttpServer.create(address, 0));
    server.http.createContext("/entries", server.answering(server::entries));
    server.http.createContext("/status", server.answering(server::status));
    server.http.setExecutor(server.calls);
    server.http.start();
    return server;
  }

  /** Returns the port that it listens on. */
  public int port() {
    return http.getAddress().getPort();
  }

  /**
   * What is answered.
   *
   * @param floor the state that it reflects, if one
   * @param lines the answer
   */
  private record Answer(Optional<Floor> floor, List<String> lines) {}

  /** Answers the parameters of a request. */
  private interface Handler {
    Answer answer(Map<String, String> parameters);
  }

  private HttpHandler answering(Handler handler) {
    return exchange -> {
      try (exchange) {
        answer(exchange, handler);
      }
    };
  }

  private static void answer(HttpExchange exchange, Handler handler) throws IOException {
    Answer answer;
    try {
      answer = handler.answer(parameters(exchange));
    } catch (DataStoreException e) {
      send(exchange, status(e), List.of(e.code() + ": " + e.getMessage()));
      return;
    }
    answer
        .floor()
        .map(floor -> floor.historyId() + ":" + floor.revision())
        .ifPresent(floor -> exchange.getResponseHeaders().add(FLOOR, floor));
    send(exchange, 200, answer.lines());
  }

  /** The code of a failure says what a caller may do about it, which an HTTP status does too. */
  private static int status(DataStoreException e) {
    return switch (e.code()) {
      case INVALID_ARGUMENT -> 400;
      case NOT_FOUND -> 404;
      case UNAVAILABLE -> 503;
      default -> 500;
    };
  }

  /**
   * {@code /entries?agent=…}: all that an agent may hand out, from memory. With {@code since=…},
   * the floor of the answer before, only what is new, changed or gone since.
   */
  private Answer entries(Map<String, String> parameters) {
    SpiffeId agent = SpiffeId.parse(parameters.getOrDefault("agent", ""));
    Optional<Floor> since = Optional.ofNullable(parameters.get("since")).map(AgentServer::floor);
    if (since.isEmpty()) {
      Read<List<Stored<RegistrationEntry>>> all =
          dataStore.entries().authorized(agent, ReadConsistency.cached());
      return new Answer(
          Optional.of(all.floor()), all.value().stream().map(AgentServer::describe).toList());
    }
    AuthorizedEntries told = dataStore.entries().authorizedSince(agent, since.get());
    List<String> lines =
        told.entries().stream().map(AgentServer::describe).collect(Collectors.toList());
    told.removedIds().forEach(id -> lines.add("- " + id));
    lines.add(0, told.extent().toString());
    return new Answer(Optional.of(told.floor()), lines);
  }

  private static Floor floor(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new Floor(
          text.substring(0, Math.max(0, colon)), Long.parseLong(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw DataStoreException.invalid(
          "request", "since", "it is '" + text + "'; it is the Floor of an answer");
    }
  }

  private static String describe(Stored<RegistrationEntry> stored) {
    RegistrationEntry entry = stored.value();
    return "+ " + entry.id() + " " + entry.spiffeId() + " " + entry.selectors();
  }

  /** {@code /status}: how the DataStore is, and what has changed since the start. */
  private Answer status(Map<String, String> parameters) {
    DataStoreStatus status = dataStore.status();
    Map<String, String> lines = new TreeMap<>();
    lines.put("state", status.state().toString());
    lines.put("age", status.age().toMillis() + " ms");
    lines.put("store", status.storeName() + " " + status.storeVersion());
    status.floor().ifPresent(it -> lines.put("revision", String.valueOf(it.revision())));
    status.lastFailure().ifPresent(it -> lines.put("last failure", it));
    status.counts().forEach((kind, count) -> lines.put("count " + kind, String.valueOf(count)));
    counter.counts().forEach((what, count) -> lines.put("seen " + what, String.valueOf(count)));
    return new Answer(status.floor(), lines.entrySet().stream().map(Object::toString).toList());
  }

  private static Map<String, String> parameters(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    Map<String, String> parameters = new TreeMap<>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static void send(HttpExchange exchange, int status, List<String> lines)
      throws IOException {
    byte[] body = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Stops answering, at once. */
  @Override
  public void close() {
    http.stop(0);
    calls.shutdownNow();
  }
}
