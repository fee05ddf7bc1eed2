package dev.holdfast.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of the Store contract, read from the page that defines them, which the jar holds. */
public final class Contract {

  private static final String PAGE = "store-contract.md";
  private static final Pattern RULE =
      Pattern.compile("(?m)^- \\*\\*(R\\d+\\.\\d+)\\*\\* (.*(?:\\n  .*)*)");

  private static final Map<String, String> RULES = load();

  private Contract() {}

  /** Returns the text of every rule by its number, in the order of the page. */
  public static Map<String, String> rules() {
    return RULES;
  }

  /**
   * Returns the text of a rule.
   *
   * @param number such as {@code R4.2}
   * @throws IllegalArgumentException if the contract has no such rule
   */
  public static String rule(String number) {
    String text = RULES.get(number);
    if (text == null) {
      throw new IllegalArgumentException("the Store contract has no rule " + number);
    }
    return text;
  }

  private static Map<String, String> load() {
    Map<String, String> rules = new LinkedHashMap<>();
    try (InputStream page =
        Objects.requireNonNull(Contract.class.getResourceAsStream(PAGE), PAGE)) {
      Matcher matcher = RULE.matcher(new String(page.readAllBytes(), UTF_8));
      while (matcher.find()) {
        rules.put(matcher.group(1), matcher.group(2).replaceAll("\\s+", " "));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableMap(rules);
  }
}
