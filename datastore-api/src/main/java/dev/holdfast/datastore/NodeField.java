package dev.holdfast.datastore;

/** The fields of an {@link AttestedNode} that an update can change. */
public enum NodeField {
  /** {@link AttestedNode#certSerialNumber}. */
  CERT_SERIAL_NUMBER,
  /** {@link AttestedNode#certNotAfter}. */
  CERT_NOT_AFTER,
  /** {@link AttestedNode#newCertSerialNumber}. */
  NEW_CERT_SERIAL_NUMBER,
  /** {@link AttestedNode#newCertNotAfter}. */
  NEW_CERT_NOT_AFTER,
  /** {@link AttestedNode#canReattest}. */
  CAN_REATTEST,
  /** {@link AttestedNode#agentVersion}. */
  AGENT_VERSION
}
