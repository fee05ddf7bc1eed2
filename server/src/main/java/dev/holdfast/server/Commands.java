package dev.holdfast.server;

import dev.holdfast.conformance.program.ConformanceCommand;
import dev.holdfast.server.bundle.BundleCommand;
import dev.holdfast.server.cli.CommonOptions;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.dump.DumpCommand;
import dev.holdfast.server.dump.LoadCommand;
import dev.holdfast.server.entry.EntryCommand;
import dev.holdfast.server.federation.FederationCommand;
import dev.holdfast.server.fleet.FleetCommand;
import dev.holdfast.server.journal.JournalCommand;
import dev.holdfast.server.node.NodeCommand;
import dev.holdfast.server.plugin.PluginCommand;
import dev.holdfast.server.quickstart.QuickstartCommand;
import dev.holdfast.server.serve.ServeCommand;
import dev.holdfast.server.store.StoreCommand;
import dev.holdfast.server.token.TokenCommand;
import dev.holdfast.server.watch.StatusCommand;
import dev.holdfast.server.watch.WatchCommand;
import java.lang.reflect.Constructor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;

/**
 * Puts the command line together.
 *
 * <p>Where the first argument names a command, only that one is made: making them all takes longer
 * than most of them take to run.
 */
final class Commands {

  private static final Map<String, Class<?>> COMMANDS = commands();
  private static final Map<String, String> ALIASES = Map.of("agent", "node");

  private Commands() {}

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("quickstart", QuickstartCommand.class);
    commands.put("serve", ServeCommand.class);
    commands.put("entry", EntryCommand.class);
    commands.put("bundle", BundleCommand.class);
    commands.put("node", NodeCommand.class);
    commands.put("token", TokenCommand.class);
    commands.put("federation", FederationCommand.class);
    commands.put("journal", JournalCommand.class);
    commands.put("watch", WatchCommand.class);
    commands.put("status", StatusCommand.class);
    commands.put("dump", DumpCommand.class);
    commands.put("load", LoadCommand.class);
    commands.put("fleet", FleetCommand.class);
    commands.put("store", StoreCommand.class);
    commands.put("plugin", PluginCommand.class);
    commands.put("conformance", ConformanceCommand.class);
    return commands;
  }

  /** Returns the command line for some arguments. */
  static CommandLine commandLine(Context context, String... args) {
    CommandLine.IFactory factory = factory(context);
    CommandLine root = new CommandLine(new Holdfast(), factory);
    addCommonOptions(root);
    String first = args.length == 0 ? "" : ALIASES.getOrDefault(args[0], args[0]);
    if (COMMANDS.containsKey(first)) {
      add(root, first, factory);
    } else {
      COMMANDS.keySet().forEach(name -> add(root, name, factory));
    }
    return root;
  }

  private static void add(CommandLine root, String name, CommandLine.IFactory factory) {
    CommandLine command = new CommandLine(Objects.requireNonNull(COMMANDS.get(name)), factory);
    addCommonOptions(command);
    root.addSubcommand(command);
  }

  private static void addCommonOptions(CommandLine command) {
    command.addMixin("common", new CommonOptions());
    new HashSet<>(command.getSubcommands().values()).forEach(Commands::addCommonOptions);
  }

  /** Makes commands that need what surrounds the run, and everything else that picocli makes. */
  private static CommandLine.IFactory factory(Context context) {
    CommandLine.IFactory plain = CommandLine.defaultFactory();
    return new CommandLine.IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        if (type == QuickstartCommand.class) {
          return type.cast(new QuickstartCommand(context, Main::run));
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
          if (constructor.getParameterCount() == 1
              && constructor.getParameterTypes()[0] == Context.class) {
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance(context));
          }
        }
        return plain.create(type);
      }
    };
  }
}
