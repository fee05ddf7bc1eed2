package dev.holdfast.server.document;

import java.util.Optional;

/** A document does not say what it should. Nothing of it has been used. */
public final class DocumentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Place place;
  private final String problem;

  /**
   * Makes an exception.
   *
   * @param place where the document is wrong
   * @param problem what is found there and what was expected, for people
   */
  public DocumentException(Place place, String problem) {
    super(place + ": " + problem);
    this.place = place;
    this.problem = problem;
  }

  /** Returns where the document is wrong. */
  public Place place() {
    return place;
  }

  /** Returns what is wrong there, without the place. */
  public String problem() {
    return problem;
  }

  /**
   * A place in a document.
   *
   * @param file the file's name
   * @param line the line, from 1
   * @param column the column, from 1
   * @param field the field, such as {@code entries[3].spiffe_id}, where there is one
   */
  public record Place(String file, long line, long column, Optional<String> field) {

    /** Returns {@code file:line:column: field}. */
    @Override
    public String toString() {
      return file + ":" + line + ":" + column + field.map(name -> ": " + name).orElse("");
    }
  }
}
