package dev.holdfast.server.entry;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Creates entries by one commit: all, or none. */
final class WholeCreate {

  private WholeCreate() {}

  /**
   * Creates entries, and returns what became of each; nothing if they turn out not to fit one
   * commit, though each of them may.
   *
   * @throws CommandException if one of them was refused
   */
  static Optional<List<Result<RegistrationEntry>>> run(
      Entries entries, List<RegistrationEntry> all) {
    try {
      List<CreatedEntry> created = entries.createAll(all);
      List<Result<RegistrationEntry>> results = new ArrayList<>();
      for (CreatedEntry one : created) {
        int index = results.size();
        results.add(new Item(index, all.get(index)).done(one));
      }
      return Optional.of(results);
    } catch (DataStoreException e) {
      boolean oneAlone = all.size() == 1 || Item.culprit(e, all.size()).isPresent();
      if (e.reason() == Reason.TOO_LARGE && !oneAlone) {
        return Optional.empty();
      }
      throw refused(all, e);
    }
  }

  private static CommandException refused(List<RegistrationEntry> all, DataStoreException e) {
    OptionalInt culprit = Item.culprit(e, all.size());
    Failure failure = Failure.of(e);
    if (culprit.isPresent()) {
      Item item = new Item(culprit.getAsInt(), all.get(culprit.getAsInt()));
      failure = item.failure(e).in(item.name());
    }
    return CommandException.of(
        failure.exit() == ExitCode.UNKNOWN ? failure : failure.but("no entry was created"));
  }
}
