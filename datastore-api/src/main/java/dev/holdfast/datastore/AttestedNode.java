package dev.holdfast.datastore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node whose agent has been attested. Made by {@link #builder}.
 *
 * @param id the agent's SPIFFE id; the node's key
 * @param attestationType how the node was attested, such as {@code join_token}; may be empty
 * @param certSerialNumber the serial number of the agent's certificate; nothing means that the node
 *     is banned
 * @param certNotAfter when that certificate expires; a node without it counts as expired
 * @param newCertSerialNumber the serial number of the certificate that is being put in place
 * @param newCertNotAfter when the certificate that is being put in place expires
 * @param canReattest whether the node can be attested again
 * @param agentVersion the agent's version; may be empty
 * @param selectors the node's selectors, where they were asked for; ignored when a node is created,
 *     since they are a {@link NodeSelectorSet} of their own
 */
public record AttestedNode(
    SpiffeId id,
    String attestationType,
    Optional<String> certSerialNumber,
    Optional<Instant> certNotAfter,
    Optional<String> newCertSerialNumber,
    Optional<Instant> newCertNotAfter,
    boolean canReattest,
    String agentVersion,
    Optional<List<Selector>> selectors)
    implements IdentityRecord {

  /** Copies the selectors, and takes an empty serial number for none. */
  public AttestedNode {
    certSerialNumber = certSerialNumber.filter(serial -> !serial.isEmpty());
    newCertSerialNumber = newCertSerialNumber.filter(serial -> !serial.isEmpty());
    selectors = selectors.map(List::copyOf);
  }

  /**
   * Returns a builder of a node that has nothing but an id.
   *
   * @param id the agent's SPIFFE id
   */
  public static Builder builder(SpiffeId id) {
    return new Builder(id);
  }

  /** Returns a builder that begins with this node. */
  public Builder toBuilder() {
    return new Builder(id)
        .attestationType(attestationType)
        .certSerialNumber(certSerialNumber)
        .certNotAfter(certNotAfter)
        .newCertSerialNumber(newCertSerialNumber)
        .newCertNotAfter(newCertNotAfter)
        .canReattest(canReattest)
        .agentVersion(agentVersion)
        .selectors(selectors);
  }

  /** Returns whether the node is banned: it has no certificate's serial number. */
  public boolean banned() {
    return certSerialNumber.isEmpty();
  }

  @Override
  public RecordKind kind() {
    return RecordKind.ATTESTED_NODE;
  }

  /** Returns the SPIFFE id. */
  @Override
  public String key() {
    return id.toString();
  }

  /** Builds nodes. Not thread-safe. */
  public static final class Builder {

    private final SpiffeId id;
    private String attestationType = "";
    private Optional<String> certSerialNumber = Optional.empty();
    private Optional<Instant> certNotAfter = Optional.empty();
    private Optional<String> newCertSerialNumber = Optional.empty();
    private Optional<Instant> newCertNotAfter = Optional.empty();
    private boolean canReattest;
    private String agentVersion = "";
    private Optional<List<Selector>> selectors = Optional.empty();

    private Builder(SpiffeId id) {
      this.id = id;
    }

    /**
     * Sets how the node was attested.
     *
     * @param type such as {@code join_token}; may be empty
     */
    public Builder attestationType(String type) {
      this.attestationType = type;
      return this;
    }

    /**
     * Sets the certificate's serial number.
     *
     * @param serial the number; empty means that the node is banned
     */
    public Builder certSerialNumber(String serial) {
      return certSerialNumber(Optional.of(serial));
    }

    /**
     * Sets or clears the certificate's serial number.
     *
     * @param serial the number, or nothing for a node that is banned
     */
    public Builder certSerialNumber(Optional<String> serial) {
      this.certSerialNumber = serial;
      return this;
    }

    /**
     * Sets when the certificate expires.
     *
     * @param time the time
     */
    public Builder certNotAfter(Instant time) {
      return certNotAfter(Optional.of(time));
    }

    /**
     * Sets or clears when the certificate expires.
     *
     * @param time the time, or nothing
     */
    public Builder certNotAfter(Optional<Instant> time) {
      this.certNotAfter = time;
      return this;
    }

    /**
     * Sets or clears the serial number of the certificate that is being put in place.
     *
     * @param serial the number, or nothing
     */
    public Builder newCertSerialNumber(Optional<String> serial) {
      this.newCertSerialNumber = serial;
      return this;
    }

    /**
     * Sets or clears when the certificate that is being put in place expires.
     *
     * @param time the time, or nothing
     */
    public Builder newCertNotAfter(Optional<Instant> time) {
      this.newCertNotAfter = time;
      return this;
    }

    /**
     * Sets whether the node can be attested again.
     *
     * @param flag whether it can
     */
    public Builder canReattest(boolean flag) {
      this.canReattest = flag;
      return this;
    }

    /**
     * Sets the agent's version.
     *
     * @param version the version; may be empty
     */
    public Builder agentVersion(String version) {
      this.agentVersion = version;
      return this;
    }

    /**
     * Sets or clears the selectors that are told with the node.
     *
     * @param all the selectors, or nothing where they are not told
     */
    public Builder selectors(Optional<List<Selector>> all) {
      this.selectors = all;
      return this;
    }

    /** Returns the node. */
    public AttestedNode build() {
      return new AttestedNode(
          id,
          attestationType,
          certSerialNumber,
          certNotAfter,
          newCertSerialNumber,
          newCertNotAfter,
          canReattest,
          agentVersion,
          selectors);
    }
  }
}
