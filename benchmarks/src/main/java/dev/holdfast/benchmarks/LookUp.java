package dev.holdfast.benchmarks;

import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * A way to look entries up: through the DataStore, and in the bare structure that it stands beside.
 * Questions are numbered, and were drawn at random.
 *
 * @param name what it is called
 * @param subject asks the DataStore
 * @param bare asks the bare structure
 * @param bareName what that is
 * @param test tells the entries that answer a question
 */
record LookUp(
    String name,
    IntFunction<List<?>> subject,
    IntFunction<List<?>> bare,
    String bareName,
    IntFunction<Predicate<RegistrationEntry>> test) {

  /** How many questions there are, a power of two. */
  static final int QUESTIONS = 1 << 16;

  /** Fails unless the DataStore answers a question as it should. */
  void requireAnswer(int question, List<RegistrationEntry> expected) {
    List<?> told = subject.apply(question);
    List<?> wanted = name.startsWith("count") ? List.of((long) expected.size()) : expected;
    List<?> found = told.stream().map(LookUp::valueOf).toList();
    if (!found.equals(wanted)) {
      throw new IllegalStateException(
          name + ": question " + question + " is answered by " + found + ", not by " + wanted);
    }
  }

  private static Object valueOf(Object item) {
    return item instanceof Stored<?> stored ? stored.value() : item;
  }
}
