package dev.holdfast.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The numbers and tags of all cases of the specification, as data beside the suite's code. */
public final class Specification {

  private static final String RESOURCE = "cases.txt";

  private static final SortedMap<CaseNumber, Set<Tag>> CASES = new TreeMap<>();

  static {
    load();
  }

  private Specification() {}

  /** Returns the tags of every case, by its number. */
  public static Map<CaseNumber, Set<Tag>> cases() {
    return Collections.unmodifiableMap(CASES);
  }

  private static void load() {
    try (InputStream resource = Specification.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(resource, UTF_8));
      lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(Specification::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(String line) {
    Set<Tag> tags = EnumSet.noneOf(Tag.class);
    String[] words = line.trim().split(" ", -1);
    CaseNumber number = CaseNumber.parse(words[0]);
    for (int i = 1; i < words.length; i++) {
      tags.add(Tag.valueOf(words[i]));
    }
    if (CASES.put(number, tags) != null) {
      throw new IllegalStateException("case " + number + " stands twice in " + RESOURCE);
    }
  }
}
