package dev.holdfast.datastore;

/** Tells an authority of a {@link Bundle}. */
public sealed interface AuthorityId {

  /**
   * Returns the id of an authority that signs X.509-SVIDs.
   *
   * @param subjectKeyId the subject key id of its certificate, in hexadecimal digits
   */
  static AuthorityId x509(String subjectKeyId) {
    return new X509(subjectKeyId);
  }

  /**
   * Returns the id of a key that signs JWT-SVIDs.
   *
   * @param keyId the key's id
   */
  static AuthorityId jwt(String keyId) {
    return new Jwt(keyId);
  }

  /**
   * Returns the id of a key that signs WIT-SVIDs.
   *
   * @param keyId the key's id
   */
  static AuthorityId wit(String keyId) {
    return new Wit(keyId);
  }

  /**
   * An authority that signs X.509-SVIDs.
   *
   * @param subjectKeyId the subject key id of its certificate, in hexadecimal digits
   */
  record X509(String subjectKeyId) implements AuthorityId {}

  /**
   * A key that signs JWT-SVIDs.
   *
   * @param keyId the key's id
   */
  record Jwt(String keyId) implements AuthorityId {}

  /**
   * A key that signs WIT-SVIDs.
   *
   * @param keyId the key's id
   */
  record Wit(String keyId) implements AuthorityId {}
}
