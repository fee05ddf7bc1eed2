package dev.holdfast.sql.server;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is.
 *
 * @param host a host's name or address
 * @param port its port
 * @param database the database's name
 */
record Address(String host, int port, String database) {

  private static final Pattern FORM =
      Pattern.compile("//([^/:@,\\[\\]]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))?/([A-Za-z0-9_-]+)");

  /** Reads what a URL says behind its scheme. */
  static Address parse(String scheme, String location, int defaultPort) {
    Matcher form = FORM.matcher(location);
    if (!form.matches()) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "'"
              + location
              + "' is no address of one server and its database; an example is "
              + scheme
              + "://db.example.org:"
              + defaultPort
              + "/holdfast?user=holdfast&password_file=/etc/holdfast/password");
    }
    String port = form.group(2);
    return new Address(
        form.group(1), port == null ? defaultPort : Integer.parseInt(port), form.group(3));
  }

  /** Returns whether the connection cannot leave the machine. */
  boolean isLoopback() {
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }

  /** Returns it in the form of a URL, behind the scheme. */
  @Override
  public String toString() {
    return "//" + host + ":" + port + "/" + database;
  }
}
