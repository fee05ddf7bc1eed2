package dev.holdfast.server.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of this process, and of a DataStore that it serves, over HTTP; while it is open the
 * global registry has a registry.
 */
public final class MetricsPage implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("holdfast");
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final HttpServer server;
  private volatile Optional<StatusMeters> status = Optional.empty();

  private MetricsPage(HttpServer server) {
    this.server = server;
  }

  static MetricsPage open(Endpoint.Tcp at) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(at.host(), at.port()), 0);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "FAILED_PRECONDITION",
          "cannot show meters at " + at.host() + ":" + at.port() + ": " + e.getMessage());
    }
    MetricsPage page = new MetricsPage(server);
    page.begin();
    return page;
  }

  private void begin() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
    Metrics.addRegistry(registry);
    server.createContext("/metrics", this::answer);
    server.start();
    LOG.info("meters are shown at http:/{}/metrics", address());
  }

  /** Returns where it is. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Shows how a DataStore is as well.
   *
   * @param dataStore the only one of this page; it outlives the page, or tells of its own end
   */
  void show(DataStore dataStore) {
    status = Optional.of(StatusMeters.register(dataStore, registry));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      status.ifPresent(StatusMeters::refresh);
      byte[] text = registry.scrape().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
      exchange.sendResponseHeaders(200, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    Metrics.removeRegistry(registry);
    collections.close();
    registry.close();
  }
}
