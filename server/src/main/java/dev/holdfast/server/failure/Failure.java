package dev.holdfast.server.failure;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.util.Optional;

/**
 * What a failure comes to for whoever started the program.
 *
 * @param exit how the command ends
 * @param code what kind of failure it is, under gRPC's names
 * @param reason which rule it was; the code where no rule is named
 * @param object the object that is at fault, where one is
 * @param field the field that is at fault, where one is
 * @param message what happened, in one sentence for people
 */
public record Failure(
    ExitCode exit,
    String code,
    String reason,
    Optional<String> object,
    Optional<String> field,
    String message) {

  static Failure of(ExitCode exit, String code, String message) {
    return new Failure(exit, code, code, Optional.empty(), Optional.empty(), message);
  }

  /**
   * Returns what an exception comes to.
   *
   * @param thrown the exception
   */
  public static Failure of(Throwable thrown) {
    if (thrown instanceof CommandException e) {
      return e.failure();
    }
    if (thrown instanceof DocumentException e) {
      return new Failure(
          ExitCode.FAILED,
          "INVALID_ARGUMENT",
          "BAD_DOCUMENT",
          Optional.of(e.place().file()),
          e.place().field(),
          e.place() + ": " + e.problem());
    }
    if (thrown instanceof DataStoreException e) {
      return of(e);
    }
    if (thrown instanceof StoreException e) {
      return of(e);
    }
    return of(ExitCode.FAILED, "INTERNAL", "unexpected failure: " + thrown + "; this is a bug");
  }

  private static Failure of(DataStoreException e) {
    StringBuilder message = new StringBuilder();
    e.object().ifPresent(object -> message.append(object).append(": "));
    e.field().ifPresent(field -> message.append(field).append(": "));
    return new Failure(
        exit(e.code().name()),
        e.code().name(),
        e.reason().name(),
        e.object(),
        e.field(),
        message.append(e.description()).toString());
  }

  private static Failure of(StoreException e) {
    String code = e.reason().status().name();
    return new Failure(
        e.reason() == ErrorReason.PRECONDITION_FAILED ? ExitCode.CONFLICT : exit(code),
        code,
        e.reason().name(),
        Optional.empty(),
        Optional.ofNullable(e.metadata().get("option")),
        e.description());
  }

  private static ExitCode exit(String code) {
    return switch (code) {
      case "NOT_FOUND" -> ExitCode.NOT_FOUND;
      case "UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED" -> ExitCode.UNAVAILABLE;
      case "ALREADY_EXISTS", "ABORTED", "OUT_OF_RANGE" -> ExitCode.CONFLICT;
      case "UNKNOWN" -> ExitCode.UNKNOWN;
      default -> ExitCode.FAILED;
    };
  }

  /**
   * Returns the same failure of one element of a request.
   *
   * @param element the element, for people
   */
  public Failure in(String element) {
    return new Failure(exit, code, reason, object, field, element + ": " + message);
  }

  /**
   * Returns the same failure with something more to know.
   *
   * @param more what more there is to know, for people
   */
  public Failure but(String more) {
    return new Failure(exit, code, reason, object, field, message + "; " + more);
  }

  /**
   * Writes the failure as an object.
   *
   * @param json where to
   * @throws IOException if whoever reads has gone away
   */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", code);
    json.writeStringField("reason", reason);
    if (object.isPresent()) {
      json.writeStringField("object", object.get());
    }
    if (field.isPresent()) {
      json.writeStringField("field", field.get());
    }
    json.writeStringField("message", message);
    json.writeNumberField("exit_code", exit.code());
    json.writeEndObject();
  }
}
