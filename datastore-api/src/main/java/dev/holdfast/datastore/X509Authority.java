package dev.holdfast.datastore;

import dev.holdfast.store.Bytes;

/**
 * An authority that signs X.509-SVIDs.
 *
 * @param certificate the certificate, in DER
 * @param tainted whether what it signed is no longer trusted
 */
public record X509Authority(Bytes certificate, boolean tainted) {

  /**
   * Returns an authority that is trusted.
   *
   * @param certificate the certificate, in DER
   */
  public static X509Authority of(Bytes certificate) {
    return new X509Authority(certificate, false);
  }

  /** Returns the same authority, tainted. */
  public X509Authority asTainted() {
    return new X509Authority(certificate, true);
  }
}
