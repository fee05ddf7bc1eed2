package dev.holdfast.server;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Converters;
import dev.holdfast.server.cli.FailureReport;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.OutputClosedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program. */
public final class Main {

  private Main() {}

  /**
   * Runs the program and ends the process.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    System.exit(run(Context.ofProcess(), args));
  }

  /**
   * Runs the program.
   *
   * @param context what surrounds it
   * @param args the arguments
   * @return the exit status
   */
  public static int run(Context context, String... args) {
    FailureReport report = FailureReport.of(List.of(args), context.err());
    CommandLine commandLine = Commands.commandLine(context, args);
    Converters.register(commandLine);
    commandLine.setOut(new PrintWriter(context.out(), false, StandardCharsets.UTF_8));
    commandLine.setParameterExceptionHandler((e, given) -> usage(e, report));
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> failed(e, context, report));
    int code = commandLine.execute(args);
    try {
      commandLine.getOut().flush();
      context.out().flush();
      return code;
    } catch (IOException e) {
      return ExitCode.OUTPUT_CLOSED.code();
    }
  }

  private static int usage(ParameterException e, FailureReport report) {
    report.tell(CommandException.usage(firstLine(e)).failure());
    report.hint("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.code();
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static int failed(Exception e, Context context, FailureReport report) {
    if (e instanceof OutputClosedException) {
      return ExitCode.OUTPUT_CLOSED.code();
    }
    Failure failure = Failure.of(e);
    report.tell(failure);
    if (context.variable("HOLDFAST_DEBUG").isPresent()) {
      e.printStackTrace(context.err());
    }
    return failure.exit().code();
  }
}
