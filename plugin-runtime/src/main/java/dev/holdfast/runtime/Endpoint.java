package dev.holdfast.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where a gRPC server listens: a Unix socket, or a TCP port. */
public sealed interface Endpoint {

  /**
   * Reads an endpoint.
   *
   * @param text {@code unix:/path}, {@code dns:///host:port} or {@code host:port}
   * @throws StoreException {@link ErrorReason#BAD_OPTION} if it is none of these
   */
  static Endpoint parse(String text) {
    if (text.startsWith("unix:")) {
      return unixSocket(text, text.substring("unix:".length()));
    }
    return tcp(text, text.startsWith("dns:///") ? text.substring("dns:///".length()) : text);
  }

  /**
   * A Unix socket.
   *
   * @param path its path, absolute, of 107 bytes at most
   */
  record UnixSocket(Path path) implements Endpoint {

    /** The longest path that the system accepts, in bytes. */
    public static final int MAX_PATH_BYTES = 107;

    /** Makes the path absolute, and refuses one that is too long for the system. */
    public UnixSocket {
      path = path.toAbsolutePath().normalize();
      int size = path.toString().getBytes(UTF_8).length;
      if (size > MAX_PATH_BYTES) {
        throw bad(
            "the socket path "
                + path
                + " has "
                + size
                + " bytes; a Unix socket's has "
                + MAX_PATH_BYTES
                + " at most, so choose a shorter folder");
      }
    }

    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * A TCP port.
   *
   * @param host a name or an address
   * @param port from 0 to 65535; a server on port 0 listens on a free one
   */
  record Tcp(String host, int port) implements Endpoint {

    /** Returns whether the host is this machine only. */
    public boolean isLoopback() {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        return false;
      }
    }

    InetSocketAddress address() {
      return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
      return "dns:///" + host + ":" + port;
    }
  }

  private static Endpoint unixSocket(String text, String path) {
    String plain = path.startsWith("//") ? path.substring(2) : path;
    if (plain.isEmpty()) {
      throw bad("the endpoint '" + text + "' names no path; an example is unix:/run/holdfast.sock");
    }
    try {
      return new UnixSocket(Path.of(plain));
    } catch (InvalidPathException e) {
      throw bad("the endpoint '" + text + "' is no path: " + e.getMessage());
    }
  }

  private static Endpoint tcp(String text, String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    String host = colon < 0 ? "" : hostAndPort.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = Integer.parseInt(hostAndPort.substring(colon + 1));
      if (!host.isEmpty() && port >= 0 && port <= 65_535) {
        return new Tcp(host, port);
      }
    } catch (NumberFormatException e) {
      // told below, as every other form that is not understood
    }
    throw bad(
        "cannot read the endpoint '" + text + "'; expected is unix:/path or dns:///host:port");
  }

  private static StoreException bad(String problem) {
    return new StoreException(ErrorReason.BAD_OPTION, problem, Map.of("option", "endpoint"));
  }
}
