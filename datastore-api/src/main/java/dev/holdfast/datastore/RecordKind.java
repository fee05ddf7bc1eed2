package dev.holdfast.datastore;

/** The kinds of records. */
public enum RecordKind {
  /** {@link Bundle}. */
  BUNDLE,
  /** {@link RegistrationEntry}. */
  REGISTRATION_ENTRY,
  /** {@link AttestedNode}. */
  ATTESTED_NODE,
  /** {@link NodeSelectorSet}. */
  NODE_SELECTORS,
  /** {@link JoinToken}. */
  JOIN_TOKEN,
  /** {@link FederationRelationship}. */
  FEDERATION_RELATIONSHIP,
  /** {@link CaJournal}. */
  CA_JOURNAL
}
