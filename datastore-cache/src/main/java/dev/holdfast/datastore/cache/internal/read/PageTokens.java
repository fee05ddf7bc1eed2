package dev.holdfast.datastore.cache.internal.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.store.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Page tokens to and from what they say. A token carries an authentication code, by a key that all
 * servers on a store share, so that a server trusts what another handed out, and nothing else.
 */
final class PageTokens {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int CODE_BYTES = 16;

  private final Bytes key;

  PageTokens(Bytes key) {
    this.key = key;
  }

  /**
   * Where a listing goes on.
   *
   * @param floor the state that the listing shows
   * @param listing tells the listing from others
   * @param createRevision the create revision of the last record told
   * @param position the position of the last record told
   */
  record Place(Floor floor, Bytes listing, long createRevision, int position) {}

  PageToken encode(Place place) {
    byte[] content =
        dev.holdfast.proto.datastore.v1.PageToken.newBuilder()
            .setHistoryId(place.floor().historyId())
            .setRevision(place.floor().revision())
            .setListing(ByteString.copyFrom(place.listing().asByteBuffer()))
            .setCreateRevision(place.createRevision())
            .setPosition(place.position())
            .build()
            .toByteArray();
    byte[] token = Arrays.copyOf(content, content.length + CODE_BYTES);
    System.arraycopy(code(content), 0, token, content.length, CODE_BYTES);
    return new PageToken(text(token));
  }

  private static String text(byte[] token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * Reads a token.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if it is not one of ours
   */
  Place decode(PageToken token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token.value());
    } catch (IllegalArgumentException e) {
      throw broken("it cannot be read");
    }
    if (!text(bytes).equals(token.value())) {
      throw broken("it is spelled otherwise than a server spells it");
    }
    if (bytes.length <= CODE_BYTES) {
      throw broken("it is too short");
    }
    byte[] content = Arrays.copyOf(bytes, bytes.length - CODE_BYTES);
    byte[] code = Arrays.copyOfRange(bytes, content.length, bytes.length);
    if (!MessageDigest.isEqual(code, code(content))) {
      throw broken("it was not handed out by a server of this store, or it was changed since");
    }
    try {
      var message = dev.holdfast.proto.datastore.v1.PageToken.parseFrom(content);
      return new Place(
          new Floor(message.getHistoryId(), message.getRevision()),
          Bytes.wrap(message.getListing().toByteArray()),
          message.getCreateRevision(),
          message.getPosition());
    } catch (InvalidProtocolBufferException e) {
      throw broken("it cannot be read");
    }
  }

  static DataStoreException broken(String problem) {
    return new DataStoreException(
            Reason.BAD_PAGE_TOKEN, problem + "; pass on the token of the page before, or none")
        .of("page request", "token");
  }

  private byte[] code(byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.toByteArray(), ALGORITHM));
      return Arrays.copyOf(mac.doFinal(content), CODE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
