package dev.holdfast.datastore.codec;

import com.google.protobuf.Timestamp;
import dev.holdfast.datastore.JoinToken;

/** Join tokens to and from their messages. */
public final class JoinTokenCodec {

  /** What messages of errors call a token. */
  public static final String OBJECT = "join token";

  private static final Reading READING = new Reading(OBJECT);

  private JoinTokenCodec() {}

  /**
   * Returns the token of a message.
   *
   * @param message the message
   */
  public static JoinToken decode(dev.holdfast.proto.datastore.v1.JoinToken message) {
    return new JoinToken(
        message.getToken(),
        READING
            .time("expires_at", message.hasExpiresAt(), message.getExpiresAt())
            .orElseThrow(() -> READING.missing("expires_at")));
  }

  /**
   * Returns the message of a token.
   *
   * @param token the token
   */
  public static dev.holdfast.proto.datastore.v1.JoinToken encode(JoinToken token) {
    Timestamp expiresAt = READING.one("expires_at", token.expiresAt(), Times::encode);
    return dev.holdfast.proto.datastore.v1.JoinToken.newBuilder()
        .setToken(token.token())
        .setExpiresAt(expiresAt)
        .build();
  }
}
