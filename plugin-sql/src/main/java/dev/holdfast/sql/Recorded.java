package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.engine.Operation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of the outcomes.
 *
 * @param state whether the name's commit was made, or the name was fenced before
 * @param hash the digest of the commit's content
 * @param revision the commit's revision, or the one at which the name was fenced
 * @param deleted how many keys its deletes found
 */
record Recorded(State state, Bytes hash, long revision, long deleted) {

  /** What is known of a name. */
  enum State {
    /** Its commit was made. */
    COMMITTED(1),
    /** No commit of it can be made any more. */
    REFUSED(2);

    private final int code;

    State(int code) {
      this.code = code;
    }
  }

  /** Returns the stored form of a kind of name. */
  static int code(Operation.Kind kind) {
    return switch (kind) {
      case TRANSACTION -> 1;
      case REQUEST -> 2;
    };
  }

  /** Reads hash, state, rev and deleted from the current row, behind the name. */
  static Recorded read(ResultSet row) throws SQLException {
    return new Recorded(
        row.getInt(3) == State.COMMITTED.code ? State.COMMITTED : State.REFUSED,
        Bytes.wrap(row.getBytes(2)),
        row.getLong(4),
        row.getLong(5));
  }

  /** Returns the row of a name. */
  Insert.Row row(Work.Name name) {
    return new Row(name, this);
  }

  private record Row(Work.Name name, Recorded recorded) implements Insert.Row {

    @Override
    public void bind(PreparedStatement insert, int offset) throws SQLException {
      insert.setInt(offset + 1, code(name.kind()));
      insert.setBytes(offset + 2, name.id().toByteArray());
      insert.setBytes(offset + 3, recorded.hash.toByteArray());
      insert.setInt(offset + 4, recorded.state.code);
      insert.setLong(offset + 5, recorded.revision);
      insert.setLong(offset + 6, recorded.deleted);
    }

    @Override
    public int bytes() {
      return name.id().size() + recorded.hash.size();
    }
  }
}
