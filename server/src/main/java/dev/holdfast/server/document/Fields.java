package dev.holdfast.server.document;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The fields that an object of a document may have. Made once, then only read.
 *
 * @param <T> what the fields are read into
 */
public final class Fields<T> {

  private final Map<String, BiConsumer<T, JsonReader>> readers = new LinkedHashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private boolean others;

  /** Makes a description of an object without fields. */
  public Fields() {}

  /**
   * Adds a field.
   *
   * @param name its name, in snake case; in a document it may stand in camel case as well
   * @param reader reads its value
   */
  public Fields<T> on(String name, BiConsumer<T, JsonReader> reader) {
    readers.put(name, reader);
    return this;
  }

  /**
   * Adds another name of a field.
   *
   * @param alias the other name
   * @param name the field
   */
  public Fields<T> alias(String alias, String name) {
    aliases.put(alias, name);
    return this;
  }

  /**
   * Adds fields that answers of this program have, and that mean nothing in a request.
   *
   * @param names their names
   */
  public Fields<T> ignore(String... names) {
    for (String name : names) {
      on(name, (into, reader) -> reader.skip());
    }
    return this;
  }

  /** Lets the object have any other field, which means nothing here. */
  public Fields<T> ignoreOthers() {
    others = true;
    return this;
  }

  /** Returns the field that a name stands for, as it is called here. */
  Optional<String> named(String written) {
    if (readers.containsKey(written)) {
      return Optional.of(written);
    }
    String name = snakeCase(written);
    String canonical = aliases.getOrDefault(name, name);
    return others || readers.containsKey(canonical) ? Optional.of(canonical) : Optional.empty();
  }

  /** Reads the value of a field. */
  void read(String name, T into, JsonReader reader) {
    BiConsumer<T, JsonReader> field = readers.get(name);
    if (field == null) {
      reader.skip();
    } else {
      field.accept(into, reader);
    }
  }

  /** Returns all names, for people. */
  String names() {
    return String.join(", ", readers.keySet());
  }

  private static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append((char) (c + ('a' - 'A')));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
