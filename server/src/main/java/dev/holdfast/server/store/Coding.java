package dev.holdfast.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.failure.CommandException;
import dev.holdfast.store.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Base64;
import java.util.HexFormat;

/** How keys and values are written on the command line and in answers. */
enum Coding {
  /** As text in UTF-8. */
  TEXT,
  /** As hexadecimal digits. */
  HEX,
  /** In base64. */
  BASE64;

  /** Returns the bytes that a text stands for. */
  Bytes decode(String text) {
    try {
      return switch (this) {
        case TEXT -> Bytes.utf8(text);
        case HEX -> Bytes.wrap(HexFormat.of().parseHex(text));
        case BASE64 -> Bytes.wrap(Base64.getDecoder().decode(text));
      };
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(
          "'" + text + "' is not written in " + (this == HEX ? "hexadecimal digits" : "base64"));
    }
  }

  /**
   * Returns the text that stands for some bytes.
   *
   * @throws CommandException if there is none, since the bytes are no text
   */
  String encode(Bytes bytes) {
    return switch (this) {
      case TEXT -> text(bytes);
      case HEX -> HexFormat.of().formatHex(bytes.toByteArray());
      case BASE64 -> Base64.getEncoder().encodeToString(bytes.toByteArray());
    };
  }

  private static String text(Bytes bytes) {
    try {
      return UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes.asByteBuffer())
          .toString();
    } catch (CharacterCodingException e) {
      throw CommandException.invalid(
          "a key or value is not text in UTF-8, " + bytes + "; use --hex or --base64");
    }
  }
}
