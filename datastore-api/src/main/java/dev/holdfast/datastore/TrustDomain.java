package dev.holdfast.datastore;

import org.jspecify.annotations.Nullable;

/**
 * The name of a trust domain: 1 to 255 of {@code a-z}, {@code 0-9}, {@code .}, {@code -} and {@code
 * _}, as the SPIFFE ID standard has it.
 *
 * @param name the name, such as {@code example.org}
 */
public record TrustDomain(String name) implements Comparable<TrustDomain> {

  static final String SCHEME = "spiffe://";
  private static final int MAX_BYTES = 255;

  /**
   * Names that were read of ids lately, each at a place of its hash: a server holds a million ids
   * of a few trust domains. A race costs no more than reading a name once more.
   */
  private static final @Nullable TrustDomain[] LATELY = new TrustDomain[64];

  /**
   * Checks the name.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if the name breaks the standard
   */
  public TrustDomain {
    if (name.isEmpty()) {
      throw invalid("a trust domain's name is empty");
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isAllowed(name.charAt(i))) {
        throw invalid(
            "the trust domain '"
                + name
                + "' holds "
                + Text.quote(name, i)
                + "; allowed are a-z, 0-9, '.', '-' and '_'");
      }
    }
    if (name.length() > MAX_BYTES) {
      throw invalid(
          "the trust domain has " + name.length() + " bytes, over the limit of " + MAX_BYTES);
    }
  }

  /**
   * Reads a trust domain from its name or from its SPIFFE id, {@code spiffe://example.org}.
   *
   * @param text the name or id
   * @throws DataStoreException {@code INVALID_ARGUMENT} if it is neither
   */
  public static TrustDomain parse(String text) {
    return new TrustDomain(text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text);
  }

  /** Returns the trust domain that a part of a text names, for many ids the same object. */
  static TrustDomain of(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int place = (hash ^ (hash >>> 16)) & (LATELY.length - 1);
    TrustDomain known = LATELY[place];
    if (known != null && known.name.length() == to - from && text.startsWith(known.name, from)) {
      return known;
    }
    TrustDomain read = new TrustDomain(text.substring(from, to));
    LATELY[place] = read;
    return read;
  }

  /** Returns the SPIFFE id of the trust domain itself. */
  public SpiffeId id() {
    return new SpiffeId(this, "");
  }

  // As records have it, without what the JDK puts between, which a process that starts up feels.
  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof TrustDomain that && name.equals(that.name));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public int compareTo(TrustDomain other) {
    return name.compareTo(other.name);
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  }

  private static DataStoreException invalid(String problem) {
    return new DataStoreException(DataStoreException.Reason.INVALID, problem);
  }
}
