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
  NODE_SELECTORS
}
