package dev.holdfast.datastore;

/**
 * Further properties of an entry's SVIDs.
 *
 * @param disableX509SvidPrefetch whether agents fetch the X.509-SVID only when it is asked for; not
 *     with {@link RegistrationEntry#storeSvid}
 * @param jwtSvidIncludeJti whether JWT-SVIDs have an id of their own
 */
public record AdditionalAttributes(boolean disableX509SvidPrefetch, boolean jwtSvidIncludeJti) {}
