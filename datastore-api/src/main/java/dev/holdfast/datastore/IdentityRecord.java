package dev.holdfast.datastore;

/** What a {@link DataStore} keeps. */
public sealed interface IdentityRecord
    permits Bundle,
        RegistrationEntry,
        AttestedNode,
        NodeSelectorSet,
        JoinToken,
        FederationRelationship,
        CaJournal {

  /** Returns what kind of record it is. */
  RecordKind kind();

  /**
   * Returns what the record is known by among those of its kind: a trust domain's name, an id, a
   * node's SPIFFE id or a token.
   */
  String key();
}
