package dev.holdfast.server.watch;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast watch}. */
@Command(
    name = "watch",
    description = {
      "Tells of every change, one a line, without gap or repetition, until it is stopped."
    },
    footer = {
      "  holdfast watch --kind entry,bundle",
      "  holdfast watch --after 1200 --records --output json"
    })
public final class WatchCommand implements Runnable {

  private final Context context;

  @Option(
      names = "--after",
      paramLabel = "REVISION",
      description = "Begin with the changes after this revision; with those to come if not given.")
  private Optional<Long> after = Optional.empty();

  @Option(
      names = "--history",
      paramLabel = "ID",
      description = "The history that the revision belongs to; the present one if not given.")
  private Optional<String> history = Optional.empty();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      converter = Kinds.Converter.class,
      description =
          "Only of these kinds: bundle, entry, node, node-selectors, join-token,"
              + " federation-relationship, ca-journal.")
  private List<RecordKind> kinds = List.of();

  @Option(names = "--records", description = "Tell the records as they are after the change.")
  private boolean records;

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /**
   * Makes the command; called by picocli.
   *
   * @param context what surrounds the run
   */
  public WatchCommand(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    if (history.isPresent() && after.isEmpty()) {
      throw CommandException.usage("--history tells what --after speaks of; give both");
    }
    long most = limit.limit();
    Output to = output.output();
    try (Connection connection = server.connect();
        ChangeStream stream = connection.dataStore().watch(request(connection.dataStore()))) {
      if (!to.isJson()) {
        context.err().println("watching after revision " + stream.position().revision());
      }
      follow(stream, to, most);
    }
  }

  private ChangeRequest request(DataStore dataStore) {
    Set<RecordKind> wanted = EnumSet.noneOf(RecordKind.class);
    wanted.addAll(kinds.isEmpty() ? EnumSet.allOf(RecordKind.class) : kinds);
    Optional<Floor> floor =
        after.map(
            revision ->
                history
                    .map(id -> new Floor(id, revision))
                    .orElseGet(() -> ConsistencyOption.inPresentHistory(dataStore, revision)));
    return new ChangeRequest(floor, wanted);
  }

  private void follow(ChangeStream stream, Output to, long most) {
    long left = most;
    while (left > 0) {
      ChangeSet set = next(stream);
      for (Change change : set.changes()) {
        if (left == 0) {
          break;
        }
        print(set.floor(), change, to);
        left--;
      }
      to.flush();
    }
  }

  private static ChangeSet next(ChangeStream stream) {
    try {
      return stream.next();
    } catch (DataStoreException e) {
      throw CommandException.of(
          Failure.of(e)
              .but("every change up to revision " + stream.position().revision() + " was told"));
    }
  }

  private void print(Floor floor, Change change, Output to) {
    String operation = change.operation().name().toLowerCase(Locale.ROOT);
    Optional<ChangedRecord<?>> record =
        change.record().filter(any -> records).map(ChangedRecord::of);
    if (!to.isJson()) {
      to.line(
          floor.revision()
              + "  "
              + operation
              + "  "
              + Kinds.name(change.kind())
              + "  "
              + Texts.printable(change.key())
              + record.map(found -> "  " + found.line()).orElse(""));
      return;
    }
    to.jsonLine(
        json -> {
          json.writeStartObject();
          json.writeNumberField("revision", floor.revision());
          json.writeStringField("history_id", floor.historyId());
          json.writeStringField("kind", Kinds.name(change.kind()));
          json.writeStringField("operation", operation);
          json.writeStringField("key", change.key());
          if (record.isPresent()) {
            json.writeFieldName("record");
            record.get().write(json);
          }
          json.writeEndObject();
        });
  }
}
