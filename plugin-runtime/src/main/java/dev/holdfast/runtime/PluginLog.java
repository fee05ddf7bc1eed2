package dev.holdfast.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.store.engine.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes what a plugin writes on its error output the host's log.
 *
 * <p>A line in hclog's JSON keeps its level and its fields; any other line is told as it is. The
 * last lines are kept, to tell why a plugin did not start.
 */
final class PluginLog {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int KEPT = 20;
  private static final int LONGEST_LINE = 8_192;

  private final Logger log;
  private final Deque<String> last = new ArrayDeque<>();
  private final Thread reader;

  /** A line, as it is logged. */
  record Line(Level level, String text) {}

  private PluginLog(String name, InputStream errors) {
    this.log = LoggerFactory.getLogger("holdfast.plugin." + name.replace('.', '_'));
    this.reader = Threads.named("holdfast-plugin-log").newThread(() -> read(errors));
  }

  static PluginLog follow(String name, InputStream errors) {
    PluginLog followed = new PluginLog(name, errors);
    followed.reader.start();
    return followed;
  }

  /** Returns the last lines of a plugin that has ended, once they have arrived. */
  String lastWords() {
    try {
      reader.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (last) {
      return String.join("\n", last);
    }
  }

  private void read(InputStream errors) {
    try (BoundedLines lines = new BoundedLines(new ProcessOutput(errors), LONGEST_LINE)) {
      lines.forEach(this::tell);
    } catch (IOException e) {
      log.debug("the plugin's error output has ended: {}", e.toString());
    }
  }

  private void tell(String raw) {
    Line line = parse(raw);
    synchronized (last) {
      last.addLast(line.text());
      if (last.size() > KEPT) {
        last.removeFirst();
      }
    }
    log.atLevel(line.level()).log("{}", line.text());
  }

  /** Reads a line: hclog's JSON, or any text. */
  static Line parse(String raw) {
    if (!raw.startsWith("{")) {
      return new Line(Level.INFO, raw);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(raw)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isStructStart()) {
          json.skipChildren();
        } else {
          fields.put(name, json.getText());
        }
      }
    } catch (IOException e) {
      return new Line(Level.INFO, raw);
    }
    String message = fields.remove("@message");
    if (message == null) {
      return new Line(Level.INFO, raw);
    }
    Level level = level(fields.getOrDefault("@level", "info"));
    fields.keySet().removeIf(name -> name.startsWith("@"));
    String rest =
        fields.entrySet().stream()
            .map(field -> " " + field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining());
    return new Line(level, message + rest);
  }

  private static Level level(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "trace" -> Level.TRACE;
      case "debug" -> Level.DEBUG;
      case "warn" -> Level.WARN;
      case "error" -> Level.ERROR;
      default -> Level.INFO;
    };
  }
}
