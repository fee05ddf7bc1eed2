package dev.holdfast.server.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.server.document.DocumentException.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document from front to back, and tells of each fault where it is and what was
 * expected instead.
 *
 * <p>A value is read by one call: {@link #object}, {@link #array}, {@link #text}, {@link #number},
 * {@link #flag} or {@link #skip}. A {@code null} stands for a field that is left out.
 */
public final class JsonReader implements AutoCloseable {

  private static final JsonFactory JSON = new JsonFactory();

  private final String file;
  private final JsonParser parser;

  private JsonReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a document that is one object.
   *
   * @param file the file's name, for people
   * @param content the file's content
   * @param fields the object's fields
   * @param into what the fields are read into
   * @param <T> what the fields are read into
   * @throws DocumentException if the document is not what was expected
   * @throws UncheckedIOException if the content cannot be read
   */
  public static <T> void readObject(String file, InputStream content, Fields<T> fields, T into) {
    try (JsonReader reader = new JsonReader(file, JSON.createParser(content))) {
      if (reader.advance() == null) {
        throw reader.wrong("nothing", "a JSON object, {…}");
      }
      reader.object(fields, into);
      if (reader.advance() != null) {
        throw reader.wrong(reader.found(), "the end of the file");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads an object.
   *
   * @param fields its fields
   * @param into what the fields are read into
   * @param <T> what the fields are read into
   * @return where the object begins
   */
  public <T> Place object(Fields<T> fields, T into) {
    return members(fields, into).place();
  }

  /**
   * Reads an object of which there may be very many.
   *
   * @param fields its fields
   * @param into what the fields are read into
   * @param <T> what the fields are read into
   * @return tells where the object begins
   */
  public <T> Start members(Fields<T> fields, T into) {
    expect(JsonToken.START_OBJECT, "an object, {…}");
    Start start = new Start(parser.currentTokenLocation());
    Set<String> seen = new HashSet<>();
    while (advance() != JsonToken.END_OBJECT) {
      String name =
          fields
              .named(currentName())
              .orElseThrow(
                  () ->
                      new DocumentException(
                          place(), "there is no such field; expected are " + fields.names()));
      if (!seen.add(name)) {
        throw new DocumentException(
            place(), "the field stands twice in one object; leave one of them");
      }
      if (advance() != JsonToken.VALUE_NULL) {
        fields.read(name, into, this);
      }
    }
    return start;
  }

  /** Where an object begins, while the reader stands at the object's end. */
  public final class Start {

    private final JsonLocation location;

    private Start(JsonLocation location) {
      this.location = location;
    }

    /** Returns the place. Not to be asked for once the reader has read on. */
    public Place place() {
      return JsonReader.this.place(location);
    }
  }

  /**
   * Reads an array.
   *
   * @param of what it holds, for people
   * @param element reads one element
   */
  public void array(String of, Runnable element) {
    expect(JsonToken.START_ARRAY, "an array of " + of + ", […]");
    while (advance() != JsonToken.END_ARRAY) {
      element.run();
    }
  }

  /**
   * Reads a text and makes something of it.
   *
   * @param expected what the text is, for people
   * @param meaning makes something of it, or refuses it with {@link DataStoreException} or {@link
   *     IllegalArgumentException}
   * @param <T> what is made of it
   */
  public <T> T text(String expected, Function<String, T> meaning) {
    expect(JsonToken.VALUE_STRING, expected);
    String text = currentText();
    try {
      return meaning.apply(text);
    } catch (DataStoreException e) {
      throw new DocumentException(place(), e.description() + "; expected is " + expected);
    } catch (IllegalArgumentException e) {
      throw wrong(found(), expected);
    }
  }

  /**
   * Reads a text.
   *
   * @param expected what the text is, for people
   */
  public String text(String expected) {
    return text(expected, Function.identity());
  }

  /**
   * Reads a whole number, which may also stand in quotation marks.
   *
   * @param what what the number tells, for people
   * @param least least value allowed
   * @param most greatest value allowed
   */
  public long number(String what, long least, long most) {
    String expected = what + ", a whole number from " + least + " to " + most;
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_STRING) {
      throw wrong(found(), expected);
    }
    try {
      long number = Long.parseLong(currentText());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, as every other number that is not allowed
    }
    throw wrong(found(), expected);
  }

  /** Reads {@code true} or {@code false}. */
  public boolean flag() {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wrong(found(), "true or false");
    };
  }

  /** Reads any value and forgets it. */
  public void skip() {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Returns where the value that is being read begins. */
  public Place place() {
    JsonLocation location = parser.currentTokenLocation();
    return place(location);
  }

  private Place place(JsonLocation location) {
    // Before the first token the column is 0.
    return new Place(file, location.getLineNr(), Math.max(1, location.getColumnNr()), path());
  }

  /** Returns the refusal of what is found. */
  private DocumentException wrong(String found, String expected) {
    return new DocumentException(place(), "found " + found + "; expected is " + expected);
  }

  private void expect(JsonToken token, String expected) {
    if (parser.currentToken() != token) {
      throw wrong(found(), expected);
    }
  }

  private String found() {
    return switch (parser.currentToken()) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "\"" + shortened(currentText()) + "\"";
      default -> shortened(currentText());
    };
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "…";
  }

  private @Nullable JsonToken advance() {
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private String currentName() {
    try {
      return String.valueOf(parser.currentName());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private String currentText() {
    try {
      return String.valueOf(parser.getText());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private RuntimeException unreadable(IOException e) {
    if (e instanceof JsonProcessingException syntax) {
      JsonLocation location =
          syntax.getLocation() == null ? parser.currentLocation() : syntax.getLocation();
      String problem = syntax.getOriginalMessage().lines().findFirst().orElse("malformed");
      return new DocumentException(place(location), "this is not JSON: " + problem);
    }
    return new UncheckedIOException(e);
  }

  /** Returns the way from the outermost object to where the reader stands. */
  private Optional<String> path() {
    String path = path(parser.getParsingContext());
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }

  private static String path(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    String before = parent == null ? "" : path(parent);
    if (context.inArray() && context.hasCurrentIndex()) {
      return before + "[" + context.getCurrentIndex() + "]";
    }
    if (context.inObject() && context.getCurrentName() != null) {
      return before.isEmpty() ? context.getCurrentName() : before + "." + context.getCurrentName();
    }
    return before;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
