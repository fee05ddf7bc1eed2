package dev.holdfast.datastore.cache.model;

import java.util.OptionalInt;
import java.util.function.Function;

/**
 * One call of a script, which can be made of any side and stands for itself: whatever else is left
 * out of the script, it can be made.
 *
 * @param server which server is called, from 0
 * @param name the operation's name, such as {@code entries.create}
 * @param arguments the arguments, for people
 * @param freshness how fresh the answer must be, if it is a read's
 * @param listing which listing a page belongs to, if it is one's
 * @param call makes the call
 */
record Operation(
    int server,
    String name,
    String arguments,
    Freshness freshness,
    OptionalInt listing,
    Function<Side, Object> call) {

  /** How fresh an answer must be. */
  enum Freshness {
    CURRENT,
    CACHED,
    AT_LEAST
  }

  static Operation write(int server, String name, String arguments, Function<Side, Object> call) {
    return new Operation(server, name, arguments, Freshness.CURRENT, OptionalInt.empty(), call);
  }

  @Override
  public String toString() {
    return "server " + server + ": " + name + "(" + arguments + ")";
  }
}
