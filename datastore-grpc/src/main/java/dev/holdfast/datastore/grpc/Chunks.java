package dev.holdfast.datastore.grpc;

import com.google.protobuf.MessageLite;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/** Cuts answers into messages of at most about 1 MiB, of which there is always at least one. */
final class Chunks {

  /** About the most bytes of a message, unless one element has more. */
  static final int MOST_BYTES = 1 << 20;

  /** Records that are decoded at once while a listing is written. */
  private static final int STEP = 256;

  private Chunks() {}

  /** Cuts a list; one element that is larger stands alone. */
  static <M extends MessageLite> List<List<M>> cut(List<M> messages) {
    List<List<M>> chunks = new ArrayList<>();
    List<M> chunk = new ArrayList<>();
    long bytes = 0;
    for (M message : messages) {
      int size = message.getSerializedSize();
      if (!chunk.isEmpty() && bytes + size > MOST_BYTES) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        bytes = 0;
      }
      chunk.add(message);
      bytes += size;
    }
    chunks.add(chunk);
    return chunks;
  }

  /**
   * A part of a listing.
   *
   * @param page the page that the part is of
   * @param records the records of the part
   * @param next the token of the next page, told with the last part
   */
  record Part<T, M>(Page<T> page, List<M> records, Optional<PageToken> next) {}

  /**
   * Returns the parts of a listing, or of one page of it, which is read step by step.
   *
   * @param request the page; nothing means the whole listing
   * @param consistency how fresh a whole listing must be
   * @param reader reads a page
   * @param encoder makes the message of a record
   */
  static <T, M extends MessageLite> Iterator<Part<T, M>> listing(
      Optional<PageRequest> request,
      ReadConsistency consistency,
      Function<PageRequest, Page<T>> reader,
      Function<T, M> encoder) {
    PageRequest first =
        request.orElseGet(() -> PageRequest.first(Integer.MAX_VALUE).at(consistency));
    return new Parts<>(first, reader, encoder);
  }

  private static final class Parts<T, M extends MessageLite> implements Iterator<Part<T, M>> {

    private final Function<PageRequest, Page<T>> reader;
    private final Function<T, M> encoder;
    private final Queue<Part<T, M>> ready = new ArrayDeque<>();
    private Optional<PageRequest> request;
    private int left;

    Parts(PageRequest first, Function<PageRequest, Page<T>> reader, Function<T, M> encoder) {
      this.reader = reader;
      this.encoder = encoder;
      this.left = first.size();
      this.request = Optional.of(first);
      // The first step is read at once, so that a refusal is the answer to the call.
      read();
    }

    private void read() {
      PageRequest whole = request.orElseThrow();
      PageRequest step =
          new PageRequest(
              Math.min(left, STEP), whole.token(), whole.whenMoved(), whole.consistency());
      Page<T> page = reader.apply(step);
      left -= page.items().size();
      boolean last = page.next().isEmpty() || left == 0;
      List<List<M>> chunks = cut(page.items().stream().map(encoder).toList());
      for (int i = 0; i < chunks.size(); i++) {
        boolean lastPart = last && i == chunks.size() - 1;
        ready.add(new Part<>(page, chunks.get(i), lastPart ? page.next() : Optional.empty()));
      }
      request = last ? Optional.empty() : page.next().map(whole::after);
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || request.isPresent();
    }

    @Override
    public Part<T, M> next() {
      if (ready.isEmpty()) {
        if (request.isEmpty()) {
          throw new NoSuchElementException();
        }
        read();
      }
      return ready.remove();
    }
  }

  /** Returns an iterator of other elements made of each element. */
  static <T, U> Iterator<U> map(Iterator<T> elements, Function<T, U> mapper) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public U next() {
        return mapper.apply(elements.next());
      }
    };
  }
}
