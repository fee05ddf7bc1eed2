package dev.holdfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.server.cli.Connector;
import dev.holdfast.server.cli.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the program in this process, as a shell would run it in one of its own. */
public final class Terminal {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> environment = new HashMap<>();

  /** Sets an environment variable. */
  public Terminal with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs a command without input. */
  public Run run(String... args) {
    return runOn("", args);
  }

  /** Runs a command on an input. */
  public Run runOn(String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(context(input, out, err), args);
    return new Run(List.of(args), status, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Returns what surrounds a run. */
  public Context context(String input, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Context(
        new ByteArrayInputStream(input.getBytes(UTF_8)),
        out,
        new PrintStream(err, true, UTF_8),
        Map.copyOf(environment),
        Connector.overTheNetwork());
  }

  /**
   * What came of a run.
   *
   * @param args the arguments
   * @param status the exit status
   * @param out what was printed
   * @param err what was said to people
   */
  public record Run(List<String> args, int status, String out, String err) {

    /** Requires that the command did what it should, without a word. */
    public Run ok() {
      assertThat(this).matches(run -> run.status == 0 && run.err.isEmpty(), "ended well");
      return this;
    }

    /** Requires that the command did what it should; it may have told how far it was. */
    public Run done() {
      assertThat(status).as(toString()).isZero();
      return this;
    }

    /** Requires an exit status, and nothing printed. */
    public Run failed(int expected) {
      assertThat(status).as(toString()).isEqualTo(expected);
      assertThat(out).as(toString()).isEmpty();
      return this;
    }

    /** Returns the lines printed, with each gap of spaces made one space. */
    public List<String> lines() {
      return out.lines().map(line -> line.replaceAll(" {2,}", " ")).toList();
    }

    /** Returns the document printed. */
    public JsonNode json() {
      return parse(out);
    }

    /** Returns the failure that was told to a program. */
    public JsonNode error() {
      return parse(err).get("error");
    }

    private static JsonNode parse(String text) {
      try {
        return JSON.readTree(text);
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new UncheckedIOException(text, e);
      }
    }
  }
}
