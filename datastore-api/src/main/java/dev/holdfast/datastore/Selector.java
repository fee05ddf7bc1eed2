package dev.holdfast.datastore;

/**
 * A property of a workload or node, {@code type:value}.
 *
 * @param type who tells it, such as {@code unix}; not empty, without a colon
 * @param value the property, such as {@code uid:1000}
 */
public record Selector(String type, String value) implements Comparable<Selector> {

  /**
   * Checks the type.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if it is empty or holds a colon
   */
  public Selector {
    if (type.isEmpty() || type.indexOf(':') >= 0) {
      throw new DataStoreException(
          DataStoreException.Reason.INVALID,
          "a selector's type is '" + type + "'; it is not empty and holds no colon");
    }
  }

  /**
   * Reads a selector.
   *
   * @param text such as {@code unix:uid:1000}, whose type ends at the first colon
   * @throws DataStoreException {@code INVALID_ARGUMENT} if there is no colon, or nothing before it
   */
  public static Selector parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new DataStoreException(
          DataStoreException.Reason.INVALID,
          "the selector '" + text + "' has no colon; it is written type:value");
    }
    return new Selector(text.substring(0, colon), text.substring(colon + 1));
  }

  // As records have it, without what the JDK puts between, which a process that starts up feels.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Selector that && type.equals(that.type) && value.equals(that.value));
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + value.hashCode();
  }

  @Override
  public int compareTo(Selector other) {
    int order = type.compareTo(other.type);
    return order != 0 ? order : value.compareTo(other.value);
  }

  /** Returns {@code type:value}. */
  @Override
  public String toString() {
    return type + ":" + value;
  }
}
