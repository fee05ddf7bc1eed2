package dev.holdfast.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.etcd.EtcdConfig.Endpoint;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a URL says behind {@code etcd:}, such as {@code a:2379,b:2379/prefix}.
 *
 * @param endpoints the members to call
 * @param prefix what every key begins with
 */
record EtcdLocation(List<Endpoint> endpoints, String prefix) {

  /** The prefix where a location names none. */
  static final String DEFAULT_PREFIX = "holdfast";

  private static final int DEFAULT_PORT = 2379;
  private static final int MAX_PREFIX_BYTES = 128;

  static EtcdLocation parse(String location) {
    String text = location.startsWith("//") ? location.substring(2) : location;
    int slash = text.indexOf('/');
    String members = slash < 0 ? text : text.substring(0, slash);
    String prefix = slash < 0 ? "" : strip(text.substring(slash + 1));
    List<Endpoint> endpoints = new ArrayList<>();
    for (String member : members.split(",", -1)) {
      endpoints.add(endpoint(location, member.strip()));
    }
    if (prefix.getBytes(UTF_8).length > MAX_PREFIX_BYTES) {
      throw malformed(location, "its prefix has more than " + MAX_PREFIX_BYTES + " bytes");
    }
    return new EtcdLocation(endpoints, prefix.isEmpty() ? DEFAULT_PREFIX : prefix);
  }

  private static String strip(String prefix) {
    int end = prefix.length();
    while (end > 0 && prefix.charAt(end - 1) == '/') {
      end--;
    }
    return prefix.substring(0, end);
  }

  private static Endpoint endpoint(String location, String member) {
    int bracket = member.lastIndexOf(']');
    int colon = member.indexOf(':', Math.max(0, bracket));
    String host = colon < 0 ? member : member.substring(0, colon);
    if (bracket > 0 && host.startsWith("[")) {
      host = host.substring(1, bracket);
    }
    if (host.isEmpty()) {
      throw malformed(location, "it names no host");
    }
    return new Endpoint(
        host, colon < 0 ? DEFAULT_PORT : port(location, member.substring(colon + 1)));
  }

  private static int port(String location, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 1 << 16) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw malformed(location, "'" + text + "' is no port");
  }

  private static StoreException malformed(String location, String problem) {
    return new StoreException(
        ErrorReason.BAD_OPTION,
        "cannot read the location '"
            + location
            + "': "
            + problem
            + "; an example is etcd:10.0.0.1:2379,10.0.0.2:2379/holdfast");
  }
}
