package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.StoreException;
import java.util.OptionalLong;

/**
 * What a commit came to.
 *
 * @param header the commit's revision, or the one at which it was found to change nothing
 * @param revision the commit's revision; nothing where nothing changed
 * @param deleted how many keys its deletes found
 */
public record Outcome(Header header, OptionalLong revision, long deleted) {

  /**
   * Returns the outcome of a commit that took a revision.
   *
   * @param header the commit's revision
   * @param deleted how many keys its deletes found
   */
  public static Outcome wrote(Header header, long deleted) {
    return new Outcome(header, OptionalLong.of(header.revision()), deleted);
  }

  /**
   * Returns the outcome of a commit that changed nothing.
   *
   * @param header the revision at which that was found
   */
  public static Outcome unchanged(Header header) {
    return new Outcome(header, OptionalLong.empty(), 0);
  }

  /**
   * Returns the refusal of a name that was used before with other content.
   *
   * @param operation the name
   */
  public static StoreException usedBefore(Operation operation) {
    return new StoreException(
        ErrorReason.BAD_REQUEST_ID,
        "id '" + operation.id() + "' was used before with other content; choose a fresh id");
  }

  /**
   * Checks that a name is used again with the same content.
   *
   * @param operation the name
   * @param hash the digest that was kept with its outcome
   */
  public static void requireSameContent(Operation operation, Bytes hash) {
    if (!operation.hash().equals(hash)) {
      throw usedBefore(operation);
    }
  }
}
