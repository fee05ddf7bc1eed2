package dev.holdfast.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Hands out another stream, each block once somebody else has seen it. */
final class BlockInput extends InputStream {

  /** The length of a block, but for the last one, which may be empty. */
  static final int BLOCK_BYTES = 1 << 18;

  private final InputStream content;
  private final Taker taker;
  private final byte[] block = new byte[BLOCK_BYTES];
  private int position;
  private int length = BLOCK_BYTES;

  BlockInput(InputStream content, Taker taker) {
    this.content = content;
    this.taker = taker;
    this.position = length;
  }

  /** Sees a block before it is handed out. */
  @FunctionalInterface
  interface Taker {

    /**
     * Sees a block. The last one is shorter than the others.
     *
     * @param bytes begin with the block, and are used again
     * @param length the block's length
     */
    void take(byte[] bytes, int length);
  }

  @Override
  public int read() throws IOException {
    return isAtEnd() ? -1 : block[position++] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int most) throws IOException {
    Objects.checkFromIndexSize(offset, most, into.length);
    if (most == 0) {
      return 0;
    }
    if (isAtEnd()) {
      return -1;
    }
    int number = Math.min(most, length - position);
    System.arraycopy(block, position, into, offset, number);
    position += number;
    return number;
  }

  private boolean isAtEnd() throws IOException {
    if (position == length && length == BLOCK_BYTES) {
      length = content.readNBytes(block, 0, BLOCK_BYTES);
      position = 0;
      taker.take(block, length);
    }
    return position == length;
  }
}
