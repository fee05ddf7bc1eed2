package dev.holdfast.runtime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * What a process writes, all of it.
 *
 * <p>When a process ends, the JDK takes what is left in its pipe, closes that, and has later reads
 * find the rest in memory. A read on the pipe at that moment fails, or finds the end too early: so
 * the end is believed only after the rest had time to come.
 */
final class ProcessOutput extends FilterInputStream {

  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  ProcessOutput(InputStream pipe) {
    super(pipe);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(bytes, offset, length);
    } catch (IOException e) {
      count = -1;
    }
    return count < 0 && hasRest() ? super.read(bytes, offset, length) : count;
  }

  private boolean hasRest() {
    long begun = System.nanoTime();
    try {
      while (System.nanoTime() - begun < REST_NANOS) {
        if (isAvailable()) {
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private boolean isAvailable() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return false; // closed, and not yet replaced
    }
  }
}
