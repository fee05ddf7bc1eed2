package dev.holdfast.server.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a command prints its answers. For one thread at a time. */
public final class Output {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(com.fasterxml.jackson.core.StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private final Form form;
  private final OutputStream out;

  /**
   * Makes an output.
   *
   * @param form for whom
   * @param out where the bytes go
   */
  public Output(Form form, OutputStream out) {
    this.form = form;
    this.out = out;
  }

  /** For whom answers are printed. */
  public enum Form {
    /** For people. */
    TABLE,
    /** For programs. */
    JSON;

    /** Reads the name of a form. */
    public static final class Converter implements ITypeConverter<Form> {

      /** Makes a converter; called by picocli. */
      public Converter() {}

      @Override
      public Form convert(String text) {
        return switch (text) {
          case "table" -> TABLE;
          case "json" -> JSON;
          default -> throw new TypeConversionException("'" + text + "' is not table or json");
        };
      }
    }
  }

  /** Writes a part of a JSON document. */
  @FunctionalInterface
  public interface JsonPart {

    /**
     * Writes the part.
     *
     * @param json where to
     * @throws IOException if whoever reads has gone away
     */
    void write(JsonGenerator json) throws IOException;
  }

  /** Returns for whom answers are printed. */
  public Form form() {
    return form;
  }

  /** Returns whether answers are printed for programs. */
  public boolean isJson() {
    return form == Form.JSON;
  }

  /**
   * Prints a line of text.
   *
   * @param text the line
   */
  public void line(String text) {
    try {
      out.write(text.getBytes(UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
  }

  /**
   * Begins a table.
   *
   * @param columns its columns
   * @param <T> the kind of rows
   */
  public <T> TablePrinter<T> table(List<Column<T>> columns) {
    return new TablePrinter<>(columns, this);
  }

  /**
   * Prints the fields of one thing, one a line, leaving out those that are empty.
   *
   * @param fields the fields
   * @param thing the thing
   * @param <T> the kind of thing
   */
  public <T> void fields(List<Column<T>> fields, T thing) {
    int width = fields.stream().mapToInt(field -> field.title().length()).max().orElse(0);
    for (Column<T> field : fields) {
      String value = field.textOf(thing);
      if (!value.isEmpty()) {
        line(TablePrinter.padded(field.title(), width + 2) + value);
      }
    }
  }

  /**
   * Prints a JSON document over several lines.
   *
   * @param document its only value
   */
  public void document(JsonPart document) {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
      document.write(json);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
  }

  /**
   * Prints a JSON document as one line, and sends it on.
   *
   * @param document its only value
   */
  public void jsonLine(JsonPart document) {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      document.write(json);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
    flush();
  }

  /** Sends on what was printed. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
  }
}
