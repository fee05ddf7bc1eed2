package dev.holdfast.conformance.program;

import java.util.ArrayList;
import java.util.List;

/** Splits a command into words: at spaces, but for those between quotes. */
final class Words {

  private static final char NO_QUOTE = ' ';

  private Words() {}

  static List<String> of(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = NO_QUOTE;
    for (int i = 0; i < command.length(); i++) {
      char next = command.charAt(i);
      if (quote != NO_QUOTE && next == quote) {
        quote = NO_QUOTE;
      } else if (quote == NO_QUOTE && (next == '"' || next == '\'')) {
        quote = next;
        begun = true;
      } else if (quote == NO_QUOTE && Character.isWhitespace(next)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(next);
        begun = true;
      }
    }
    if (quote != NO_QUOTE) {
      throw new Unusable("the command " + command + " opens a quote that it does not close");
    }
    if (begun) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new Unusable("the command is empty; name a program");
    }
    return words;
  }
}
