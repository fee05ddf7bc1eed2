package dev.holdfast.server.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the records of a kind are shown.
 *
 * @param <T> the kind of record
 */
public interface RecordView<T extends IdentityRecord> {

  /** Returns what one such record is called, in a JSON document as well. */
  String singular();

  /** Returns the name of the array that holds such records in a JSON document. */
  String plural();

  /** Returns the columns of a table of such records. */
  List<Column<Stored<T>>> columns();

  /** Returns what is told of one record. */
  List<Column<Stored<T>>> fields();

  /**
   * Writes the fields of a record, without the braces.
   *
   * @param record the record
   * @param json where to
   * @throws IOException if whoever reads has gone away
   */
  void writeFields(T record, JsonGenerator json) throws IOException;

  /**
   * Writes a record, and what the DataStore notes of it, as an object.
   *
   * @param stored the record
   * @param json where to
   * @throws IOException if whoever reads has gone away
   */
  default void write(Stored<T> stored, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeFields(stored.value(), json);
    json.writeNumberField("revision_number", stored.revisionNumber());
    json.writeNumberField("created_at", stored.createdAt().getEpochSecond());
    json.writeNumberField("create_revision", stored.createRevision());
    json.writeNumberField("mod_revision", stored.modRevision());
    json.writeEndObject();
  }

  /**
   * Prints one record.
   *
   * @param stored the record
   * @param output where to
   */
  default void print(Stored<T> stored, Output output) {
    if (output.isJson()) {
      output.document(json -> write(stored, json));
    } else {
      output.fields(allFields(), stored);
    }
  }

  private List<Column<Stored<T>>> allFields() {
    List<Column<Stored<T>>> all = new ArrayList<>(fields());
    all.add(new Column<>("Created", stored -> stored.createdAt().toString()));
    all.add(
        new Column<>(
            "Revision", stored -> stored.modRevision() + ", update " + stored.revisionNumber()));
    return all;
  }
}
