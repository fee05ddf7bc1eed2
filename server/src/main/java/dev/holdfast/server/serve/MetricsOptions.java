package dev.holdfast.server.serve;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.server.failure.CommandException;
import io.micrometer.core.instrument.Metrics;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that tells where the meters of a process are shown. */
public final class MetricsOptions {

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description = "Show meters at http://HOST:PORT/metrics, in the text form of Prometheus.")
  private Optional<String> metrics = Optional.empty();

  /** Makes the options. */
  public MetricsOptions() {}

  /** Shows the meters from now on, if it was told where. */
  public Optional<MetricsPage> open() {
    return metrics.map(MetricsOptions::tcp).map(MetricsPage::open);
  }

  /**
   * Meters a server, and shows the meters for a lifetime, if it was told where.
   *
   * @param server the server, which is not started yet
   * @param lifetime the lifetime
   * @return the page, if there is one
   */
  public Optional<MetricsPage> meter(RpcServer.Builder server, Lifetime lifetime) {
    Optional<MetricsPage> page = open();
    page.ifPresent(
        opened -> {
          lifetime.hold(opened);
          server.meteredBy(Metrics.globalRegistry);
        });
    return page;
  }

  private static Endpoint.Tcp tcp(String text) {
    if (Endpoint.parse(text) instanceof Endpoint.Tcp tcp) {
      return tcp;
    }
    throw CommandException.usage(
        "--metrics takes a host and a port, such as 127.0.0.1:9464, and not " + text);
  }
}
