package dev.holdfast.server.journal;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.InputFile;
import dev.holdfast.store.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What a server wrote into a journal, as a file. */
final class JournalFile {

  private JournalFile() {}

  static Bytes read(String file, Context context) {
    return InputFile.read(file, context, (name, content) -> read(content));
  }

  private static Bytes read(InputStream content) {
    try {
      return Bytes.wrap(content.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
