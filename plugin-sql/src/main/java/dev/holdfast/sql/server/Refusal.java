package dev.holdfast.sql.server;

import dev.holdfast.sql.SqlFailure;
import java.sql.SQLException;

/** A server that cannot be used as it is; the message names the cure. */
final class Refusal extends SQLException {

  private static final long serialVersionUID = 1L;

  private final SqlFailure failure;

  Refusal(SqlFailure failure, String message) {
    super(message);
    this.failure = failure;
  }

  SqlFailure failure() {
    return failure;
  }
}
