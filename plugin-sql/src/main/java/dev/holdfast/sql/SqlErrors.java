package dev.holdfast.sql;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.sql.SQLException;

/** Translates a driver's exceptions: the one place where they get a reason. */
final class SqlErrors {

  private final SqlDialect dialect;

  SqlErrors(SqlDialect dialect) {
    this.dialect = dialect;
  }

  SqlFailure classify(SQLException e) {
    return dialect.classify(e);
  }

  /** Returns the refusal of a call that certainly changed nothing. */
  StoreException notApplied(SQLException e) {
    return switch (classify(e)) {
      case BUSY ->
          new StoreException(
              ErrorReason.NOT_APPLIED,
              "the database is held by another process; try again: " + e.getMessage(),
              e);
      case CONNECTION_LOST ->
          new StoreException(ErrorReason.NOT_APPLIED, "the database is away: " + e.getMessage(), e);
      case REPLACED ->
          new StoreException(
              ErrorReason.NOT_APPLIED,
              "the database was replaced while it was open; restart on the new one: "
                  + e.getMessage(),
              e);
      case NO_SPACE ->
          new StoreException(
              ErrorReason.NO_SPACE,
              "the database has no space left; free some and try again: " + e.getMessage(),
              e);
      case READ_ONLY ->
          new StoreException(
              ErrorReason.PERMISSION_DENIED,
              "the database cannot be written to: " + e.getMessage(),
              e);
      case DENIED ->
          new StoreException(
              ErrorReason.PERMISSION_DENIED, "the database denies it: " + e.getMessage(), e);
      case CORRUPT ->
          new StoreException(ErrorReason.CORRUPT, "the database is damaged: " + e.getMessage(), e);
      case REFUSED ->
          new StoreException(
              ErrorReason.INVARIANT, "the database refused a statement: " + e.getMessage(), e);
    };
  }
}
