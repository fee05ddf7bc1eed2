package dev.holdfast.datastore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which workloads get an identity. No two entries have the same parent id, SPIFFE id and set of
 * selectors. Made by {@link #builder}.
 *
 * @param id the entry's key, up to 255 bytes of {@code [A-Za-z0-9_.-]}
 * @param parentId the node or workload that may hand the identity out
 * @param spiffeId the identity
 * @param selectors what a workload must have to get it: all of these; at least one, each once, in
 *     the caller's order
 * @param federatesWith the trust domains whose bundles are handed out as well; each has a bundle.
 *     Ordered by name
 * @param hint tells the identities of one workload apart; may be empty
 * @param downstream whether the identity belongs to a downstream server
 * @param admin whether the identity may administer the server
 * @param storeSvid whether the X.509-SVID is kept in a secret store; then all selectors have one
 *     type
 * @param x509SvidTtl how long an X.509-SVID lives, in whole seconds; nothing means the server's
 *     default, and so does zero
 * @param jwtSvidTtl how long a JWT-SVID lives, in whole seconds; nothing means the server's
 *     default, and so does zero
 * @param expiresAt when the entry expires; nothing means never
 * @param dnsNames DNS names of the X.509-SVID, each once, in the caller's order
 * @param additionalAttributes further properties of the SVIDs
 */
public record RegistrationEntry(
    String id,
    Optional<SpiffeId> parentId,
    SpiffeId spiffeId,
    List<Selector> selectors,
    Set<TrustDomain> federatesWith,
    String hint,
    boolean downstream,
    boolean admin,
    boolean storeSvid,
    Optional<Duration> x509SvidTtl,
    Optional<Duration> jwtSvidTtl,
    Optional<Instant> expiresAt,
    List<String> dnsNames,
    Optional<AdditionalAttributes> additionalAttributes)
    implements IdentityRecord {

  /** Copies the collections, and takes a zero TTL for none. */
  public RegistrationEntry {
    selectors = List.copyOf(selectors);
    federatesWith = federatesWith.isEmpty() ? Set.of() : SortedValues.of(federatesWith);
    x509SvidTtl = x509SvidTtl.filter(ttl -> !ttl.isZero());
    jwtSvidTtl = jwtSvidTtl.filter(ttl -> !ttl.isZero());
    dnsNames = List.copyOf(dnsNames);
  }

  /** Returns a builder of an entry that has nothing yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that begins with this entry, its id included. */
  public Builder toBuilder() {
    return new Builder()
        .id(id)
        .parentId(parentId)
        .spiffeId(spiffeId)
        .selectors(selectors)
        .federatesWith(federatesWith)
        .hint(hint)
        .downstream(downstream)
        .admin(admin)
        .storeSvid(storeSvid)
        .x509SvidTtl(x509SvidTtl)
        .jwtSvidTtl(jwtSvidTtl)
        .expiresAt(expiresAt)
        .dnsNames(dnsNames)
        .additionalAttributes(additionalAttributes);
  }

  @Override
  public RecordKind kind() {
    return RecordKind.REGISTRATION_ENTRY;
  }

  /** Returns the id. */
  @Override
  public String key() {
    return id;
  }

  /** Builds entries. Not thread-safe. */
  public static final class Builder {

    private Optional<String> id = Optional.empty();
    private Optional<SpiffeId> parentId = Optional.empty();
    private Optional<SpiffeId> spiffeId = Optional.empty();
    private List<Selector> selectors = List.of();
    private Set<TrustDomain> federatesWith = Set.of();
    private String hint = "";
    private boolean downstream;
    private boolean admin;
    private boolean storeSvid;
    private Optional<Duration> x509SvidTtl = Optional.empty();
    private Optional<Duration> jwtSvidTtl = Optional.empty();
    private Optional<Instant> expiresAt = Optional.empty();
    private List<String> dnsNames = List.of();
    private Optional<AdditionalAttributes> additionalAttributes = Optional.empty();

    private Builder() {}

    /**
     * Sets the id; where none is set, {@link #build} makes a random UUID.
     *
     * @param chosen the id
     */
    public Builder id(String chosen) {
      this.id = Optional.of(chosen);
      return this;
    }

    /**
     * Sets the parent id.
     *
     * @param parent the node or workload that may hand the identity out
     */
    public Builder parentId(SpiffeId parent) {
      return parentId(Optional.of(parent));
    }

    /**
     * Sets or clears the parent id.
     *
     * @param parent the node or workload that may hand the identity out, or nothing
     */
    public Builder parentId(Optional<SpiffeId> parent) {
      this.parentId = parent;
      return this;
    }

    /**
     * Sets the identity.
     *
     * @param identity the SPIFFE id
     */
    public Builder spiffeId(SpiffeId identity) {
      this.spiffeId = Optional.of(identity);
      return this;
    }

    /**
     * Sets the selectors.
     *
     * @param all what a workload must have
     */
    public Builder selectors(List<Selector> all) {
      this.selectors = List.copyOf(all);
      return this;
    }

    /**
     * Sets the selectors.
     *
     * @param all what a workload must have
     */
    public Builder selectors(Selector... all) {
      return selectors(List.of(all));
    }

    /**
     * Sets the trust domains whose bundles are handed out as well.
     *
     * @param trustDomains the trust domains
     */
    public Builder federatesWith(Set<TrustDomain> trustDomains) {
      this.federatesWith = trustDomains.isEmpty() ? Set.of() : SortedValues.of(trustDomains);
      return this;
    }

    /**
     * Sets the hint.
     *
     * @param text the hint; may be empty
     */
    public Builder hint(String text) {
      this.hint = text;
      return this;
    }

    /**
     * Sets whether the identity belongs to a downstream server.
     *
     * @param flag whether it does
     */
    public Builder downstream(boolean flag) {
      this.downstream = flag;
      return this;
    }

    /**
     * Sets whether the identity may administer the server.
     *
     * @param flag whether it may
     */
    public Builder admin(boolean flag) {
      this.admin = flag;
      return this;
    }

    /**
     * Sets whether the X.509-SVID is kept in a secret store.
     *
     * @param flag whether it is
     */
    public Builder storeSvid(boolean flag) {
      this.storeSvid = flag;
      return this;
    }

    /**
     * Sets how long an X.509-SVID lives.
     *
     * @param ttl whole seconds; zero means the server's default
     */
    public Builder x509SvidTtl(Duration ttl) {
      return x509SvidTtl(Optional.of(ttl));
    }

    /**
     * Sets or clears how long an X.509-SVID lives.
     *
     * @param ttl whole seconds, or nothing for the server's default
     */
    public Builder x509SvidTtl(Optional<Duration> ttl) {
      this.x509SvidTtl = ttl;
      return this;
    }

    /**
     * Sets how long a JWT-SVID lives.
     *
     * @param ttl whole seconds; zero means the server's default
     */
    public Builder jwtSvidTtl(Duration ttl) {
      return jwtSvidTtl(Optional.of(ttl));
    }

    /**
     * Sets or clears how long a JWT-SVID lives.
     *
     * @param ttl whole seconds, or nothing for the server's default
     */
    public Builder jwtSvidTtl(Optional<Duration> ttl) {
      this.jwtSvidTtl = ttl;
      return this;
    }

    /**
     * Sets when the entry expires.
     *
     * @param time the time
     */
    public Builder expiresAt(Instant time) {
      return expiresAt(Optional.of(time));
    }

    /**
     * Sets or clears when the entry expires.
     *
     * @param time the time, or nothing for never
     */
    public Builder expiresAt(Optional<Instant> time) {
      this.expiresAt = time;
      return this;
    }

    /**
     * Sets the DNS names.
     *
     * @param names the names
     */
    public Builder dnsNames(List<String> names) {
      this.dnsNames = List.copyOf(names);
      return this;
    }

    /**
     * Sets further properties of the SVIDs.
     *
     * @param attributes the properties
     */
    public Builder additionalAttributes(AdditionalAttributes attributes) {
      return additionalAttributes(Optional.of(attributes));
    }

    /**
     * Sets or clears further properties of the SVIDs.
     *
     * @param attributes the properties, or nothing
     */
    public Builder additionalAttributes(Optional<AdditionalAttributes> attributes) {
      this.additionalAttributes = attributes;
      return this;
    }

    /**
     * Returns the entry.
     *
     * @throws DataStoreException {@code INVALID_ARGUMENT} if the SPIFFE id was not set
     */
    public RegistrationEntry build() {
      return new RegistrationEntry(
          id.filter(chosen -> !chosen.isEmpty()).orElseGet(() -> UUID.randomUUID().toString()),
          parentId,
          spiffeId.orElseThrow(Builder::noSpiffeId),
          selectors,
          federatesWith,
          hint,
          downstream,
          admin,
          storeSvid,
          x509SvidTtl,
          jwtSvidTtl,
          expiresAt,
          dnsNames,
          additionalAttributes);
    }

    /** Takes one field over from another builder. */
    void take(EntryField field, Builder from) {
      switch (field) {
        case PARENT_ID -> parentId = from.parentId;
        case SPIFFE_ID -> spiffeId = from.spiffeId;
        case SELECTORS -> selectors = from.selectors;
        case FEDERATES_WITH -> federatesWith = from.federatesWith;
        case HINT -> hint = from.hint;
        case DOWNSTREAM -> downstream = from.downstream;
        case ADMIN -> admin = from.admin;
        case STORE_SVID -> storeSvid = from.storeSvid;
        case X509_SVID_TTL -> x509SvidTtl = from.x509SvidTtl;
        case JWT_SVID_TTL -> jwtSvidTtl = from.jwtSvidTtl;
        case EXPIRES_AT -> expiresAt = from.expiresAt;
        case DNS_NAMES -> dnsNames = from.dnsNames;
        case ADDITIONAL_ATTRIBUTES -> additionalAttributes = from.additionalAttributes;
      }
    }

    private static DataStoreException noSpiffeId() {
      return DataStoreException.invalid(
          "registration entry", "spiffe_id", "it is missing; every entry has one");
    }
  }
}
