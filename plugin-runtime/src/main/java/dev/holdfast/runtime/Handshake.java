package dev.holdfast.runtime;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The line by which a launched plugin tells where it listens, as HashiCorp's go-plugin has it:
 * {@code 1|1|unix|/path|grpc|certificate}.
 *
 * @param endpoint where the plugin listens
 * @param certificate the plugin's certificate in DER; nothing where the connection is not encrypted
 */
record Handshake(Endpoint endpoint, Optional<Bytes> certificate) {

  /** The variable of the environment that tells a plugin from a program started by hand. */
  static final String COOKIE_KEY = "HOLDFAST_PLUGIN";

  /** What the cookie holds. */
  static final String COOKIE_VALUE = "store";

  /** The variable that tells the versions of the store contract's launch that the host speaks. */
  static final String VERSIONS = "PLUGIN_PROTOCOL_VERSIONS";

  /** The variable that tells the folder for the plugin's socket. */
  static final String SOCKET_FOLDER = "PLUGIN_UNIX_SOCKET_DIR";

  /** The variable that holds the host's certificate, in PEM. */
  static final String CLIENT_CERTIFICATE = "PLUGIN_CLIENT_CERT";

  /** The one version of the handshake line. */
  static final String CORE_VERSION = "1";

  /** The one version of the store contract's launch. */
  static final String VERSION = "1";

  private static final int FIELDS = 5;

  /** Characters of a line that is none which a failure tells. */
  private static final int TOLD = 200;

  /** Returns the line. */
  String line() {
    String address =
        endpoint instanceof Endpoint.UnixSocket socket
            ? "unix|" + socket.path()
            : "tcp|" + ((Endpoint.Tcp) endpoint).host() + ":" + ((Endpoint.Tcp) endpoint).port();
    return String.join("|", CORE_VERSION, VERSION, address, "grpc")
        + certificate
            .map(
                der -> "|" + Base64.getEncoder().withoutPadding().encodeToString(der.toByteArray()))
            .orElse("");
  }

  /**
   * Reads a line; fields behind those that are known are ignored.
   *
   * @param line what the plugin printed
   * @param versions the versions that the plugin was told
   * @throws StoreException {@link ErrorReason#BAD_OPTION} if it is no such line, or the versions do
   *     not fit
   */
  static Handshake parse(String line, String versions) {
    String[] fields = line.trim().split("\\|", -1);
    if (fields.length < FIELDS) {
      throw refused(
          "its first line on stdout is '"
              + (line.length() > TOLD ? line.substring(0, TOLD) + "…" : line)
              + "'; expected is 1|1|unix|/path|grpc, so print nothing before that line");
    }
    if (!fields[0].equals(CORE_VERSION)) {
      throw refused(
          "it speaks version " + fields[0] + " of the handshake, and this host " + CORE_VERSION);
    }
    if (!versionsIn(versions).contains(fields[1])) {
      throw refused(
          "it speaks version "
              + fields[1]
              + " of the store plugin protocol, and this host "
              + versions);
    }
    if (!fields[4].equals("grpc")) {
      throw refused("it speaks '" + fields[4] + "', and this host grpc");
    }
    Optional<Bytes> certificate =
        fields.length > FIELDS && !fields[5].isEmpty()
            ? Optional.of(certificate(fields[5]))
            : Optional.empty();
    return new Handshake(endpoint(fields[2], fields[3]), certificate);
  }

  /** Returns the versions of a list with commas between. */
  static List<String> versionsIn(String list) {
    return Arrays.stream(list.split(",", -1)).map(String::trim).collect(Collectors.toList());
  }

  private static Endpoint endpoint(String network, String address) {
    return switch (network) {
      case "unix" -> new Endpoint.UnixSocket(Path.of(address));
      case "tcp" -> loopback(Endpoint.parse(address));
      default -> throw refused("it listens on '" + network + "'; expected is unix");
    };
  }

  private static Endpoint loopback(Endpoint endpoint) {
    if (endpoint instanceof Endpoint.Tcp tcp && tcp.isLoopback()) {
      return endpoint;
    }
    throw refused("it listens on " + endpoint + ", which is not this machine alone");
  }

  private static Bytes certificate(String base64) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw refused("its certificate, the sixth field of its first line, is not base64");
    }
  }

  private static StoreException refused(String problem) {
    return new StoreException(ErrorReason.BAD_OPTION, "the plugin cannot be used: " + problem);
  }
}
