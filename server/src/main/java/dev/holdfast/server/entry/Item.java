package dev.holdfast.server.entry;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.Result.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry that is to be created.
 *
 * @param index where it stood in the request, from 0
 * @param entry the entry
 */
record Item(int index, RegistrationEntry entry) {

  private static final int OPERATIONS_PER_ENTRY = 4;
  private static final int OPERATIONS_PER_REFERENCE = 2;
  private static final Pattern ELEMENT = Pattern.compile("entries\\[(\\d+)](?:\\.(.+))?");

  /** Returns what it is known by, for people. */
  String name() {
    return "entries[" + index + "] " + entry.spiffeId();
  }

  /** Returns how many checks and changes it takes in a commit. */
  int operations() {
    return OPERATIONS_PER_ENTRY + OPERATIONS_PER_REFERENCE * entry.federatesWith().size();
  }

  /** Returns how many characters it has, which take at least as many bytes in a commit. */
  long characters() {
    long characters = entry.spiffeId().toString().length();
    characters += entry.hint().length();
    for (Selector selector : entry.selectors()) {
      characters += selector.type().length() + selector.value().length();
    }
    for (String name : entry.dnsNames()) {
      characters += name.length();
    }
    return characters;
  }

  /** Returns a number that all entries share that cannot be created beside this one. */
  List<Integer> claims() {
    int selectors = 0;
    for (Selector selector : entry.selectors()) {
      selectors += selector.hashCode(); // in whatever order
    }
    int similar = 31 * (31 * entry.spiffeId().hashCode() + entry.parentId().hashCode()) + selectors;
    return List.of(similar, entry.id().hashCode());
  }

  /** Returns the result of the entry where it was created. */
  Result<RegistrationEntry> done(CreatedEntry created) {
    Outcome outcome = created.existed() ? Outcome.EXISTED : Outcome.CREATED;
    return Result.done(index, name(), outcome, created.entry());
  }

  /** Returns the result of the entry where its commit was refused. */
  Result<RegistrationEntry> failed(DataStoreException e) {
    return Result.failed(index, name(), failure(e));
  }

  /** Returns what the refusal of its commit comes to, in the terms of the whole request. */
  Failure failure(DataStoreException e) {
    Failure failure = Failure.of(e);
    Matcher matcher = ELEMENT.matcher(e.field().orElse(""));
    if (!matcher.matches()) {
      return failure;
    }
    Optional<String> rest = Optional.ofNullable(matcher.group(2));
    return new Failure(
        failure.exit(),
        failure.code(),
        failure.reason(),
        failure.object(),
        Optional.of("entries[" + index + "]" + rest.map(name -> "." + name).orElse("")),
        rest.map(name -> name + ": ").orElse("") + e.description());
  }

  /** Returns which of some entries a refusal of their commit names. */
  static OptionalInt culprit(DataStoreException e, int size) {
    Matcher matcher = ELEMENT.matcher(e.field().orElse(""));
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int index = Integer.parseInt(matcher.group(1));
    return index < size ? OptionalInt.of(index) : OptionalInt.empty();
  }
}
