package dev.holdfast.server.output;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Whoever read the output has gone away, as {@code head} does: there is nobody left to tell. */
public final class OutputClosedException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  OutputClosedException(IOException cause) {
    super(cause);
  }
}
