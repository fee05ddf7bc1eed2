package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.server.document.DocumentException.Place;
import dev.holdfast.server.document.JsonReader;

/**
 * A bundle that stands in another document, which may tell only later whose it is.
 *
 * @param content its fields, of a trust domain that means nothing unless it is told
 * @param trustDomainTold whether the bundle itself tells whose it is
 * @param place where it begins
 */
public record NestedBundle(Bundle content, boolean trustDomainTold, Place place) {

  private static final TrustDomain NOBODY = TrustDomain.parse("unknown");

  /**
   * Reads a bundle as {@code bundle show --output json} writes it.
   *
   * @param json stands at it
   */
  public static NestedBundle ofJson(JsonReader json) {
    return BundleDocument.readNested(json, NOBODY);
  }

  /**
   * Reads a SPIFFE bundle document.
   *
   * @param json stands at it
   */
  public static NestedBundle ofSpiffe(JsonReader json) {
    return SpiffeDocument.readNested(json, NOBODY);
  }

  /**
   * Returns the bundle of a trust domain.
   *
   * @param trustDomain whose it is
   * @throws DocumentException if it tells that it is another's
   */
  public Bundle of(TrustDomain trustDomain) {
    if (trustDomainTold && !content.trustDomain().equals(trustDomain)) {
      throw new DocumentException(
          place,
          "it is the bundle of " + content.trustDomain() + "; expected is that of " + trustDomain);
    }
    return Bundle.builder(trustDomain)
        .x509Authorities(content.x509Authorities())
        .jwtAuthorities(content.jwtAuthorities())
        .witAuthorities(content.witAuthorities())
        .refreshHint(content.refreshHint())
        .sequenceNumber(content.sequenceNumber())
        .build();
  }
}
