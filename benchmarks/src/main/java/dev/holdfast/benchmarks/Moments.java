package dev.holdfast.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files by which a process tells another when things happened, by number: in nanoseconds of {@link
 * System#nanoTime}, a clock that the processes of a machine share.
 */
final class Moments {

  private Moments() {}

  static void write(Path file, long[] moments) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(moments.length);
      for (long moment : moments) {
        out.writeLong(moment);
      }
    }
  }

  static long[] read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      long[] moments = new long[in.readInt()];
      for (int i = 0; i < moments.length; i++) {
        moments[i] = in.readLong();
      }
      return moments;
    }
  }
}
