package dev.holdfast.benchmarks;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The loads, each a command; the program behind {@code ./bench}. */
@Command(
    name = "./bench",
    subcommands = {
      AllLoads.class,
      ReadLoad.class,
      AuthorizedLoad.class,
      MemoryLoad.class,
      LeakLoad.class,
      StartLoad.class,
      CurrentLoad.class,
      CreateLoad.class,
      ImportLoad.class,
      BetweenLoad.class,
      PollLoad.class,
      PutLoad.class,
      WatchDelay.class,
      PageLoad.class,
      BoundaryLoad.class,
      EtcdLoad.class
    })
public final class Bench {

  private Bench() {}

  /**
   * Runs a load.
   *
   * @param arguments its name and its options
   */
  public static void main(String[] arguments) {
    CommandLine bench = new CommandLine(new Bench());
    List<CommandLine> loads = List.copyOf(bench.getSubcommands().values());
    bench
        .addSubcommand(new ListCommand(loads))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (!(failure instanceof IllegalArgumentException)) {
                throw failure;
              }
              command.getErr().println(failure.getMessage());
              return CommandLine.ExitCode.USAGE;
            });
    System.exit(bench.execute(arguments));
  }

  /** Tells what can be measured. */
  @Command(name = "list", description = "Tells what can be measured.")
  private static final class ListCommand implements Runnable {

    private final List<CommandLine> loads;

    ListCommand(List<CommandLine> loads) {
      this.loads = loads;
    }

    @Override
    public void run() {
      for (CommandLine load : loads) {
        String what = load.getCommandSpec().usageMessage().description()[0];
        System.out.printf("%-12s %s%n", load.getCommandName(), what);
      }
    }
  }
}
