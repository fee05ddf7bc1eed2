package dev.holdfast.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where a store is: {@code scheme:location?option=value&option=value}.
 *
 * <p>Options are percent-decoded; the location is taken as it is, so that a path needs no escapes.
 *
 * @param scheme the scheme, in lower case, by which the provider is found
 * @param location what follows the colon, up to a question mark
 * @param options the options
 */
public record StoreUrl(String scheme, String location, Map<String, String> options) {

  /** Copies the options. */
  public StoreUrl {
    options = Map.copyOf(options);
  }

  /**
   * Reads a URL.
   *
   * @param text the URL
   * @throws StoreException {@link ErrorReason#BAD_OPTION} where there is no scheme, or an option
   *     has no value or stands twice
   */
  public static StoreUrl parse(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw malformed(text, "it has no scheme; an example is sqlite:/var/lib/holdfast/store.db");
    }
    int question = text.indexOf('?', colon);
    String location = text.substring(colon + 1, question < 0 ? text.length() : question);
    Map<String, String> options = new LinkedHashMap<>();
    if (question >= 0 && question < text.length() - 1) {
      for (String pair : text.substring(question + 1).split("&", -1)) {
        readOption(text, pair, options);
      }
    }
    return new StoreUrl(text.substring(0, colon).toLowerCase(Locale.ROOT), location, options);
  }

  private static void readOption(String text, String pair, Map<String, String> options) {
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      throw malformed(text, "'" + pair + "' is not of the form option=value");
    }
    String name = pair.substring(0, equals);
    try {
      if (options.put(name, URLDecoder.decode(pair.substring(equals + 1), UTF_8)) != null) {
        throw malformed(text, "option " + name + " stands twice");
      }
    } catch (IllegalArgumentException e) {
      throw malformed(text, "the value of option " + name + " is not percent-encoded properly");
    }
  }

  private static StoreException malformed(String text, String problem) {
    return new StoreException(
        ErrorReason.BAD_OPTION, "cannot read the store URL '" + text + "': " + problem);
  }
}
