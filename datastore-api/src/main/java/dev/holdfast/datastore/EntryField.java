package dev.holdfast.datastore;

/** The fields of a {@link RegistrationEntry} that an update can change. */
public enum EntryField {
  /** {@link RegistrationEntry#parentId}. */
  PARENT_ID,
  /** {@link RegistrationEntry#spiffeId}. */
  SPIFFE_ID,
  /** {@link RegistrationEntry#selectors}. */
  SELECTORS,
  /** {@link RegistrationEntry#federatesWith}. */
  FEDERATES_WITH,
  /** {@link RegistrationEntry#hint}. */
  HINT,
  /** {@link RegistrationEntry#downstream}. */
  DOWNSTREAM,
  /** {@link RegistrationEntry#admin}. */
  ADMIN,
  /** {@link RegistrationEntry#storeSvid}. */
  STORE_SVID,
  /** {@link RegistrationEntry#x509SvidTtl}. */
  X509_SVID_TTL,
  /** {@link RegistrationEntry#jwtSvidTtl}. */
  JWT_SVID_TTL,
  /** {@link RegistrationEntry#expiresAt}. */
  EXPIRES_AT,
  /** {@link RegistrationEntry#dnsNames}. */
  DNS_NAMES,
  /** {@link RegistrationEntry#additionalAttributes}. */
  ADDITIONAL_ATTRIBUTES
}
