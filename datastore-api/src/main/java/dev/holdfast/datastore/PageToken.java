package dev.holdfast.datastore;

/**
 * Where a listing goes on; opaque.
 *
 * @param value the token, printable ASCII without spaces
 */
public record PageToken(String value) {

  @Override
  public String toString() {
    return value;
  }
}
