package dev.holdfast.datastore;

/**
 * Keeps the identity records of a server: {@link Bundles}, {@link Entries}, {@link Nodes}, {@link
 * NodeSelectors}, {@link JoinTokens}, {@link FederationRelationships} and {@link CaJournals}.
 *
 * <p>Every write is one commit, durable when the method returns and seen by every {@link
 * ReadConsistency#current} read that begins afterwards, on every server; it answers when this
 * server's own cache has it. A write is refused, applied, or its outcome is unknown ({@code
 * UNKNOWN}), never applied in part. Reads are answered from memory and show one state each.
 *
 * <p>Thread-safe, and fit for virtual threads. Interrupting a thread that waits ends the wait:
 * reads fail with {@code CANCELLED}, writes with {@code UNKNOWN}.
 */
public interface DataStore extends AutoCloseable {

  /** Returns the bundles. */
  Bundles bundles();

  /** Returns the registration entries. */
  Entries entries();

  /** Returns the attested nodes. */
  Nodes nodes();

  /** Returns the selectors of nodes. */
  NodeSelectors nodeSelectors();

  /** Returns the join tokens. */
  JoinTokens joinTokens();

  /** Returns the federation relationships. */
  FederationRelationships federationRelationships();

  /** Returns the CA journals. */
  CaJournals caJournals();

  /**
   * Opens a stream of changes, which the caller closes.
   *
   * @param request which changes, and from where on
   * @throws DataStoreException {@code OUT_OF_RANGE} if the changes after the floor are no longer
   *     kept, or it belongs to another history: list anew
   */
  ChangeStream watch(ChangeRequest request);

  /** Tells how the DataStore is. */
  DataStoreStatus status();

  /** Ends all waits and streams, and closes what the DataStore opened. */
  @Override
  void close();
}
