package dev.holdfast.datastore;

/** The fields of a {@link Bundle} that an update can change. */
public enum BundleField {
  /** {@link Bundle#x509Authorities}. */
  X509_AUTHORITIES,
  /** {@link Bundle#jwtAuthorities}. */
  JWT_AUTHORITIES,
  /** {@link Bundle#witAuthorities}. */
  WIT_AUTHORITIES,
  /** {@link Bundle#refreshHint}. */
  REFRESH_HINT,
  /** {@link Bundle#sequenceNumber}. */
  SEQUENCE_NUMBER
}
