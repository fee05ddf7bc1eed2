package dev.holdfast.datastore;

/** Shows texts in messages. */
final class Text {

  private Text() {}

  /** Returns the character at an index, readable whatever it is. */
  static String quote(String text, int index) {
    int c = text.codePointAt(index);
    return c > 0x20 && c < 0x7F ? "'" + Character.toString(c) + "'" : String.format("U+%04X", c);
  }
}
