package dev.holdfast.server.cli;

import dev.holdfast.server.output.Output;
import picocli.CommandLine.Option;

/** The option that tells how answers are printed. */
public final class OutputOptions {

  private final Context context;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      converter = Output.Form.Converter.class,
      description = "'table' for people (the default), or 'json' for programs; errors follow it.")
  private Output.Form form = Output.Form.TABLE;

  /**
   * Makes the option.
   *
   * @param context what surrounds the run
   */
  public OutputOptions(Context context) {
    this.context = context;
  }

  /** Returns where answers are printed. */
  public Output output() {
    return new Output(form, context.out());
  }
}
