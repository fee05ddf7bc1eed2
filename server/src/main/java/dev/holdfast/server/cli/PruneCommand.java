package dev.holdfast.server.cli;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.server.output.Prune;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command that deletes what has expired, a part at a time, telling how far it is. */
public abstract class PruneCommand implements Runnable {

  private final Context context;

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command. */
  protected PruneCommand(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  /** Returns the time that was given, which is now if there is none. */
  protected abstract Optional<Instant> expiry();

  /** Deletes what had expired at a time, at most so many. */
  protected abstract Pruned prune(DataStore dataStore, Instant when, int atMost);

  @Override
  public final void run() {
    Instant when = expiry().orElseGet(Instant::now);
    long most = limit.limit();
    try (Connection connection = server.connect()) {
      new Prune(output.output(), context.err())
          .run(most, atMost -> prune(connection.dataStore(), when, atMost));
    }
  }
}
