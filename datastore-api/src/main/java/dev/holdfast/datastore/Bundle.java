package dev.holdfast.datastore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The keys that a trust domain is known by. Made by {@link #builder}.
 *
 * @param trustDomain the trust domain; the bundle's key
 * @param x509Authorities the authorities that sign X.509-SVIDs
 * @param jwtAuthorities the keys that sign JWT-SVIDs
 * @param witAuthorities the keys that sign WIT-SVIDs
 * @param refreshHint how often others should look for a new bundle; nothing means not told
 * @param sequenceNumber grows with every change of the content, from 0
 */
public record Bundle(
    TrustDomain trustDomain,
    List<X509Authority> x509Authorities,
    List<AuthorityKey> jwtAuthorities,
    List<AuthorityKey> witAuthorities,
    Optional<Duration> refreshHint,
    long sequenceNumber)
    implements IdentityRecord {

  /** Copies the lists. */
  public Bundle {
    x509Authorities = List.copyOf(x509Authorities);
    jwtAuthorities = List.copyOf(jwtAuthorities);
    witAuthorities = List.copyOf(witAuthorities);
  }

  /**
   * Returns a builder of a bundle without keys.
   *
   * @param trustDomain the trust domain
   */
  public static Builder builder(TrustDomain trustDomain) {
    return new Builder(trustDomain);
  }

  /** Returns a builder that begins with this bundle. */
  public Builder toBuilder() {
    return new Builder(trustDomain)
        .x509Authorities(x509Authorities)
        .jwtAuthorities(jwtAuthorities)
        .witAuthorities(witAuthorities)
        .refreshHint(refreshHint)
        .sequenceNumber(sequenceNumber);
  }

  @Override
  public RecordKind kind() {
    return RecordKind.BUNDLE;
  }

  /** Returns the trust domain's name. */
  @Override
  public String key() {
    return trustDomain.name();
  }

  /** Builds bundles. Not thread-safe. */
  public static final class Builder {

    private final TrustDomain trustDomain;
    private List<X509Authority> x509Authorities = List.of();
    private List<AuthorityKey> jwtAuthorities = List.of();
    private List<AuthorityKey> witAuthorities = List.of();
    private Optional<Duration> refreshHint = Optional.empty();
    private long sequenceNumber;

    private Builder(TrustDomain trustDomain) {
      this.trustDomain = trustDomain;
    }

    /**
     * Sets the authorities that sign X.509-SVIDs.
     *
     * @param authorities the authorities
     */
    public Builder x509Authorities(List<X509Authority> authorities) {
      this.x509Authorities = List.copyOf(authorities);
      return this;
    }

    /**
     * Sets the keys that sign JWT-SVIDs.
     *
     * @param keys the keys
     */
    public Builder jwtAuthorities(List<AuthorityKey> keys) {
      this.jwtAuthorities = List.copyOf(keys);
      return this;
    }

    /**
     * Sets the keys that sign WIT-SVIDs.
     *
     * @param keys the keys
     */
    public Builder witAuthorities(List<AuthorityKey> keys) {
      this.witAuthorities = List.copyOf(keys);
      return this;
    }

    /**
     * Sets how often others should look for a new bundle.
     *
     * @param hint the time between two looks, not negative
     */
    public Builder refreshHint(Duration hint) {
      return refreshHint(Optional.of(hint));
    }

    /**
     * Sets or clears how often others should look for a new bundle.
     *
     * @param hint the time between two looks, or nothing
     */
    public Builder refreshHint(Optional<Duration> hint) {
      this.refreshHint = hint;
      return this;
    }

    /**
     * Sets the sequence number.
     *
     * @param number the number, from 0
     */
    public Builder sequenceNumber(long number) {
      this.sequenceNumber = number;
      return this;
    }

    /** Returns the bundle. */
    public Bundle build() {
      return new Bundle(
          trustDomain,
          x509Authorities,
          jwtAuthorities,
          witAuthorities,
          refreshHint,
          sequenceNumber);
    }
  }
}
