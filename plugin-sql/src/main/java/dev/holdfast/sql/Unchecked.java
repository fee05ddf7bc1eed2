package dev.holdfast.sql;

import java.sql.SQLException;

/** Carries a driver's exception through code that does not declare it. */
final class Unchecked extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final SQLException exception;

  private Unchecked(SQLException exception) {
    super(exception);
    this.exception = exception;
  }

  SQLException exception() {
    return exception;
  }

  static <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (SQLException e) {
      throw new Unchecked(e);
    }
  }

  /** Code that uses a driver. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws SQLException;
  }
}
