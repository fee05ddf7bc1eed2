package dev.holdfast.server.entry;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.Result.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates any number of entries.
 *
 * <p>What fits one commit is created by one: all, or none. More are created by several commits; an
 * entry that is refused is left out, reported, and does not keep the others of its commit from
 * being created.
 */
final class BulkCreate {

  private static final int OPERATIONS_PER_ENTRY = 4;
  private static final int OPERATIONS_PER_REFERENCE = 2;
  private static final Pattern ELEMENT = Pattern.compile("entries\\[(\\d+)](?:\\.(.+))?");

  private final Entries entries;
  private final DataStoreLimits limits;
  private final IntConsumer progress;
  private final List<Result<RegistrationEntry>> results = new ArrayList<>();

  /**
   * Makes a creation.
   *
   * @param entries where the entries are created
   * @param limits what fits one commit
   * @param progress is told after each commit, but not after the only one, how many entries are
   *     done
   */
  BulkCreate(Entries entries, DataStoreLimits limits, IntConsumer progress) {
    this.entries = entries;
    this.limits = limits;
    this.progress = progress;
  }

  /** An entry, and where it stood in the request. */
  private record Item(int index, RegistrationEntry entry) {

    String name() {
      return "entries[" + index + "] " + entry.spiffeId();
    }
  }

  /**
   * Creates entries, and returns what became of each, in the same order.
   *
   * @throws CommandException if they fit one commit, and one of them was refused
   */
  List<Result<RegistrationEntry>> run(List<RegistrationEntry> all) {
    List<Item> items = new ArrayList<>(all.size());
    for (RegistrationEntry entry : all) {
      items.add(new Item(items.size(), entry));
    }
    if (fits(items)) {
      try {
        commit(items);
        return results;
      } catch (DataStoreException e) {
        boolean oneAlone = items.size() == 1 || culprit(e, items.size()).isPresent();
        if (e.reason() != Reason.TOO_LARGE || oneAlone) {
          throw refused(items, e);
        }
      }
    }
    createInParts(items);
    results.sort(Comparator.comparingInt(Result::index));
    return results;
  }

  private static CommandException refused(List<Item> items, DataStoreException e) {
    OptionalInt culprit = culprit(e, items.size());
    Failure failure = Failure.of(e);
    if (culprit.isPresent()) {
      Item item = items.get(culprit.getAsInt());
      failure = failureOf(item, e).in(item.name());
    }
    return CommandException.of(
        failure.exit() == ExitCode.UNKNOWN ? failure : failure.but("no entry was created"));
  }

  private boolean fits(List<Item> items) {
    long operations = 1;
    for (Item item : items) {
      operations += operations(item);
    }
    return operations <= limits.maxCommitOperations();
  }

  private static int operations(Item item) {
    return OPERATIONS_PER_ENTRY + OPERATIONS_PER_REFERENCE * item.entry().federatesWith().size();
  }

  private void createInParts(List<Item> items) {
    int start = 0;
    while (start < items.size()) {
      int end = start;
      long operations = 1;
      while (end < items.size()
          && (end == start
              || operations + operations(items.get(end)) <= limits.maxCommitOperations())) {
        operations += operations(items.get(end));
        end++;
      }
      createPart(items.subList(start, end));
      progress.accept(end);
      start = end;
    }
  }

  /** Creates the entries of one part; it is halved where it turns out not to fit one commit. */
  private void createPart(List<Item> part) {
    List<Item> left = new ArrayList<>(part);
    while (!left.isEmpty()) {
      try {
        commit(left);
        return;
      } catch (DataStoreException e) {
        OptionalInt culprit = culprit(e, left.size());
        if (culprit.isPresent()) {
          fail(left.remove(culprit.getAsInt()), e);
        } else if (e.reason() == Reason.TOO_LARGE && left.size() > 1) {
          createPart(left.subList(0, left.size() / 2));
          createPart(left.subList(left.size() / 2, left.size()));
          return;
        } else {
          left.forEach(item -> fail(item, e));
          return;
        }
      }
    }
  }

  private void commit(List<Item> items) {
    List<CreatedEntry> created = entries.createAll(items.stream().map(Item::entry).toList());
    for (int i = 0; i < created.size(); i++) {
      Item item = items.get(i);
      Outcome outcome = created.get(i).existed() ? Outcome.EXISTED : Outcome.CREATED;
      results.add(Result.done(item.index(), item.name(), outcome, created.get(i).entry()));
    }
  }

  private void fail(Item item, DataStoreException e) {
    results.add(Result.failed(item.index(), item.name(), failureOf(item, e)));
  }

  /** Returns which of some entries a refusal names. */
  private static OptionalInt culprit(DataStoreException e, int size) {
    Matcher matcher = ELEMENT.matcher(e.field().orElse(""));
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int index = Integer.parseInt(matcher.group(1));
    return index < size ? OptionalInt.of(index) : OptionalInt.empty();
  }

  private static Failure failureOf(Item item, DataStoreException e) {
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
        Optional.of("entries[" + item.index() + "]" + rest.map(name -> "." + name).orElse("")),
        rest.map(name -> name + ": ").orElse("") + e.description());
  }
}
