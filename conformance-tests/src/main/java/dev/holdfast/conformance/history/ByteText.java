package dev.holdfast.conformance.history;

import dev.holdfast.store.Bytes;
import java.io.ByteArrayOutputStream;

/** Bytes as text: printable ASCII as it is, every other byte and the backslash as {@code \xHH}. */
final class ByteText {

  private ByteText() {}

  static String of(Bytes bytes) {
    StringBuilder text = new StringBuilder(bytes.size());
    for (int i = 0; i < bytes.size(); i++) {
      byte b = bytes.byteAt(i);
      if (b >= 0x20 && b < 0x7F && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x")
            .append(Character.forDigit((b >> 4) & 0xF, 16))
            .append(Character.forDigit(b & 0xF, 16));
      }
    }
    return text.toString();
  }

  static Bytes parse(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        bytes.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return Bytes.wrap(bytes.toByteArray());
  }
}
