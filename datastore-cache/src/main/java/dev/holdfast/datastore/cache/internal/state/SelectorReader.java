package dev.holdfast.datastore.cache.internal.state;

import static dev.holdfast.datastore.cache.internal.state.Cursor.delimited;

import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.cache.internal.state.Cursor.OtherSpellingException;
import java.util.Arrays;
import java.util.List;

/** Reads the selectors of a record, and shares those that others have too. Not thread-safe. */
final class SelectorReader {

  private static final int TYPE = delimited(1);
  private static final int VALUE = delimited(2);

  private final SetIndex<Selector>.Editor editor;
  private final Remembered<Word<Selector>> words = new Remembered<>();
  private final Remembered<String> types = new Remembered<>();
  private Selector[] values = new Selector[16];
  private List<Selector> last = List.of();

  SelectorReader(SetIndex<Selector>.Editor editor) {
    this.editor = editor;
  }

  /**
   * Reads all selectors that come next.
   *
   * @param tag the tag of each
   */
  Word<Members<Selector>> read(Cursor in, int tag) throws OtherSpellingException {
    int[] numbers = new int[4];
    int count = 0;
    while (in.take(tag)) {
      int length = in.length();
      Word<Selector> word = words.next(in, length, () -> selector(in, length));
      if (count == values.length) {
        values = Arrays.copyOf(values, count * 2);
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count * 2);
      }
      values[count] = word.value();
      numbers[count++] = word.number();
    }
    last = List.of(Arrays.copyOf(values, count));
    Word<Members<Selector>> set = editor.set(Arrays.copyOf(numbers, count), last);
    if (set.value().told() instanceof List<Selector> shared && shared.equals(last)) {
      last = shared;
    }
    return set;
  }

  /** Returns the selectors that were read last, in their order. */
  List<Selector> last() {
    return last;
  }

  private Word<Selector> selector(Cursor in, int length) throws OtherSpellingException {
    int outer = in.enter(length);
    in.require(TYPE);
    int typeLength = in.textLength();
    String type = types.next(in, typeLength, () -> in.text(typeLength));
    String value = in.take(VALUE) ? in.text() : "";
    in.leave(outer);
    return editor.member(new Selector(type, value));
  }
}
