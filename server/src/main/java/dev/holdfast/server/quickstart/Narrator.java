package dev.holdfast.server.quickstart;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.server.cli.Program;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs commands of the program and shows them, so that whoever looks on can type them. */
final class Narrator {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@,+-]+");

  private final Context context;
  private final Program program;
  private final Output output;
  private final Map<String, String> environment;

  Narrator(Context context, Program program) {
    this.context = context;
    this.program = program;
    this.output = new Output(Output.Form.TABLE, context.out());
    this.environment = new HashMap<>(context.environment());
  }

  /** Sets an environment variable for the commands that follow. */
  void export(String variable, String value) {
    say("  $ export " + variable + "=" + value);
    environment.put(variable, value);
  }

  /** Says something. */
  void say(String text) {
    output.line(text);
    output.flush();
  }

  /** Begins a part. */
  void title(String text) {
    say("");
    say(text);
  }

  /** Shows a command as it is typed. */
  void show(String... args) {
    say("  $ " + typed(args));
  }

  /** Returns a command as it is typed. */
  static String typed(String... args) {
    return Stream.concat(Stream.of(Defaults.program()), Stream.of(args))
        .map(argument -> PLAIN.matcher(argument).matches() ? argument : "'" + argument + "'")
        .collect(Collectors.joining(" "));
  }

  /** Shows a command, runs it with its answer, and tells how long it took. */
  void run(String... args) {
    show(args);
    say("  " + Texts.elapsed(timed(context.out(), args)));
  }

  /** Shows a command, and runs it without its answer. */
  void runQuietly(String... args) {
    show(args);
    timed(OutputStream.nullOutputStream(), args);
  }

  private long timed(OutputStream answers, String... args) {
    Context surroundings =
        new Context(context.in(), answers, context.err(), environment, context.connector());
    long start = System.nanoTime();
    int status = program.run(surroundings, args);
    if (status != ExitCode.OK.code()) {
      throw new CommandException(
          ExitCode.FAILED,
          "FAILED_PRECONDITION",
          "'" + typed(args) + "' ended with status " + status);
    }
    return System.nanoTime() - start;
  }
}
