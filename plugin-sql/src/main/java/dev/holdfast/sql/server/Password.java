package dev.holdfast.sql.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sql.SqlFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Where a password comes from. It is asked for at each connection, so that it may change. */
sealed interface Password {

  /** Returns the password as it is now. */
  String read() throws SQLException;

  /** None. */
  record None() implements Password {
    @Override
    public String read() {
      return "";
    }
  }

  /**
   * One that was given as an option.
   *
   * @param text the password
   */
  record Given(String text) implements Password {
    @Override
    public String read() {
      return text;
    }

    @Override
    public String toString() {
      return "Given[]";
    }
  }

  /**
   * The first line of a file.
   *
   * @param path the file
   */
  record InFile(Path path) implements Password {
    @Override
    public String read() throws SQLException {
      try {
        return Files.readString(path, UTF_8).lines().findFirst().orElse("");
      } catch (IOException e) {
        throw new Refusal(SqlFailure.DENIED, "the password file " + path + " cannot be read: " + e);
      }
    }
  }
}
