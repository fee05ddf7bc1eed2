package dev.holdfast.server.cli;

import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import java.io.PrintStream;
import java.util.List;

/** Tells of a failure on the error output, in the form that the command's answers have. */
public final class FailureReport {

  private final PrintStream err;
  private final boolean json;

  private FailureReport(PrintStream err, boolean json) {
    this.err = err;
    this.json = json;
  }

  /**
   * Returns the report of a run. The arguments tell the form, since the command line that failed
   * may be one that cannot be read.
   *
   * @param args the program's arguments
   * @param err where to
   */
  public static FailureReport of(List<String> args, PrintStream err) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--output=json") || arg.equals("-o=json") || arg.equals("-ojson")) {
        return new FailureReport(err, true);
      }
      if ((arg.equals("--output") || arg.equals("-o"))
          && i + 1 < args.size()
          && args.get(i + 1).equals("json")) {
        return new FailureReport(err, true);
      }
    }
    return new FailureReport(err, false);
  }

  /**
   * Tells of a failure.
   *
   * @param failure the failure
   */
  public void tell(Failure failure) {
    if (!json) {
      err.println("holdfast: " + Texts.printable(failure.message()));
      return;
    }
    new Output(Output.Form.JSON, err)
        .jsonLine(
            out -> {
              out.writeStartObject();
              out.writeFieldName("error");
              failure.write(out);
              out.writeEndObject();
            });
  }

  /**
   * Tells where to read more, to people.
   *
   * @param text the line
   */
  public void hint(String text) {
    if (!json) {
      err.println(text);
    }
  }
}
