package dev.holdfast.server.cli;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Looks whether anybody listens at an endpoint, so that nobody waits for a server that is off. */
public final class Preflight {

  private static final int PATIENCE_MILLIS = 5_000;

  private Preflight() {}

  /**
   * Returns whether somebody listens at an endpoint.
   *
   * @param endpoint the endpoint
   */
  public static boolean answers(Endpoint endpoint) {
    return obstacle(endpoint).isEmpty();
  }

  /**
   * Refuses an endpoint at which nobody listens.
   *
   * @param endpoint the endpoint
   */
  static void require(Endpoint endpoint) {
    obstacle(endpoint)
        .ifPresent(
            problem -> {
              throw new CommandException(
                  ExitCode.UNAVAILABLE,
                  "UNAVAILABLE",
                  "no server answers at " + endpoint + " (" + problem + "); " + cure(endpoint));
            });
  }

  private static Optional<String> obstacle(Endpoint endpoint) {
    return endpoint instanceof Endpoint.UnixSocket socket
        ? obstacle(socket.path())
        : obstacle((Endpoint.Tcp) endpoint);
  }

  private static Optional<String> obstacle(Path path) {
    if (!Files.exists(path)) {
      return Optional.of("there is no such socket");
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected() ? Optional.empty() : Optional.of("it cannot be connected to");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
    }
  }

  private static Optional<String> obstacle(Endpoint.Tcp tcp) {
    try (Socket probe = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(tcp.host(), tcp.port());
      if (address.isUnresolved()) {
        return Optional.of("the host's name is not known");
      }
      probe.connect(address, PATIENCE_MILLIS);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
    }
  }

  private static String cure(Endpoint endpoint) {
    return "start one with '"
        + Defaults.program()
        + " serve "
        + listening(endpoint)
        + "', or name another with --server or "
        + Defaults.SERVER_VARIABLE;
  }

  private static String listening(Endpoint endpoint) {
    if (endpoint instanceof Endpoint.Tcp tcp) {
      return "--listen " + tcp.host() + ":" + tcp.port();
    }
    Path folder = ((Endpoint.UnixSocket) endpoint).path().getParent();
    return folder != null && Defaults.socket(folder).equals(endpoint)
        ? "--data " + folder
        : "--listen " + endpoint;
  }
}
