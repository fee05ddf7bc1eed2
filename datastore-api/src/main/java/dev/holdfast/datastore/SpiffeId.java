package dev.holdfast.datastore;

/**
 * An identity: {@code spiffe://} and a trust domain, and a path, as the SPIFFE ID standard has it.
 *
 * <p>A path is empty, or segments of {@code A-Z}, {@code a-z}, {@code 0-9}, {@code .}, {@code -}
 * and {@code _}, each behind a slash; no segment is empty, {@code .} or {@code ..}. The whole has
 * 2,048 bytes at most.
 *
 * @param trustDomain the trust domain
 * @param path the path, such as {@code /db/reader}; may be empty
 */
public record SpiffeId(TrustDomain trustDomain, String path) implements Comparable<SpiffeId> {

  private static final int MAX_BYTES = 2_048;

  /**
   * Checks the path.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if it breaks the standard
   */
  public SpiffeId {
    if (!path.isEmpty()) {
      checkPath(path);
    }
    int size = TrustDomain.SCHEME.length() + trustDomain.name().length() + path.length();
    if (size > MAX_BYTES) {
      throw invalid("the SPIFFE id has " + size + " bytes, over the limit of " + MAX_BYTES);
    }
  }

  /**
   * Reads a SPIFFE id.
   *
   * @param text the id, such as {@code spiffe://example.org/db}
   * @throws DataStoreException {@code INVALID_ARGUMENT} if it breaks the standard
   */
  public static SpiffeId parse(String text) {
    if (!text.startsWith(TrustDomain.SCHEME)) {
      throw invalid("'" + text + "' does not begin with " + TrustDomain.SCHEME);
    }
    int start = TrustDomain.SCHEME.length();
    int slash = text.indexOf('/', start);
    return slash < 0
        ? new SpiffeId(TrustDomain.of(text, start, text.length()), "")
        : new SpiffeId(TrustDomain.of(text, start, slash), text.substring(slash));
  }

  // As records have it, without what the JDK puts between, which a process that starts up feels.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof SpiffeId that
            && path.equals(that.path)
            && trustDomain.equals(that.trustDomain));
  }

  @Override
  public int hashCode() {
    return 31 * trustDomain.hashCode() + path.hashCode();
  }

  @Override
  public int compareTo(SpiffeId other) {
    return toString().compareTo(other.toString());
  }

  /** Returns the id as it is written. */
  @Override
  public String toString() {
    return TrustDomain.SCHEME + trustDomain.name() + path;
  }

  private static void checkPath(String path) {
    if (path.charAt(0) != '/') {
      throw invalid("the path '" + path + "' does not begin with a slash");
    }
    int start = 1;
    for (int i = 1; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        checkSegment(path, start, i);
        start = i + 1;
      } else if (!isAllowed(path.charAt(i))) {
        throw invalid(
            "the path '"
                + path
                + "' holds "
                + Text.quote(path, i)
                + "; allowed are A-Z, a-z, 0-9, '.', '-' and '_'");
      }
    }
  }

  private static void checkSegment(String path, int start, int end) {
    int length = end - start;
    if (length == 0) {
      throw invalid(
          "the path '"
              + path
              + (end == path.length() ? "' ends with a slash" : "' has an empty segment"));
    }
    if (length <= 2 && path.charAt(start) == '.' && path.charAt(end - 1) == '.') {
      throw invalid("the path '" + path + "' has the segment '" + path.substring(start, end) + "'");
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  private static DataStoreException invalid(String problem) {
    return new DataStoreException(DataStoreException.Reason.INVALID, problem);
  }
}
