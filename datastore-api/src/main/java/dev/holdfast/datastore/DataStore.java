package dev.holdfast.datastore;

import java.util.Optional;

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

  /**
   * Returns the events after a state, up to the latest state of the store: every create, update and
   * delete of the records of some kinds, in the order of their revisions.
   *
   * @param request which events
   * @throws DataStoreException {@code OUT_OF_RANGE} if the changes after the floor are no longer
   *     kept, or it belongs to another history: list the records anew
   */
  default EventList listEvents(EventRequest request) {
    Floor until = bundles().count(ReadConsistency.current()).floor();
    ChangeRequest changes = new ChangeRequest(Optional.of(request.floor()), request.kinds());
    try (ChangeStream stream = watch(changes)) {
      return new EventListing(request, until).read(stream);
    }
  }

  /** Tells how the DataStore is. */
  DataStoreStatus status();

  /** Ends all waits and streams, and closes what the DataStore opened. */
  @Override
  void close();
}
