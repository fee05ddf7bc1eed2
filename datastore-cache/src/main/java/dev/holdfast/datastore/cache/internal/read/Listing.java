package dev.holdfast.datastore.cache.internal.read;

import com.google.protobuf.MessageLite;
import dev.holdfast.datastore.cache.internal.state.Matches;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.Rows;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.store.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is listed, and how: it finds the same in every state.
 *
 * @param id tells what tells the listing from others; asked for by pages alone
 * @param rows the rows of a state among which the listing's are
 * @param matches those of a state that are listed
 * @param item makes an item of a row
 * @param <R> the kind of rows
 * @param <T> the kind of items
 */
public record Listing<R extends Row, T>(
    Supplier<Bytes> id,
    Function<State, Rows<R>> rows,
    Function<State, Matches> matches,
    BiFunction<State, R, T> item) {

  private static final int ID_BYTES = 16;

  /**
   * Returns what tells a listing from others.
   *
   * @param name the name of the listing
   * @param filter its filter, in the one form that it has
   */
  public static Bytes idOf(String name, MessageLite filter) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return Bytes.wrap(Arrays.copyOf(digest.digest(filter.toByteArray()), ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Returns all items.
   *
   * @param view the state to list
   */
  public List<T> all(View view) {
    State state = view.state();
    Rows<R> all = rows.apply(state);
    Matches found = matches.apply(state);
    int[] few = found.few();
    return few == null ? all(state, all, found.ordinals(0)) : all(state, all, few);
  }

  @SuppressWarnings("unchecked") // an array of nothing but items
  private List<T> all(State state, Rows<R> all, int[] ordinals) {
    Object[] items = new Object[ordinals.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = item.apply(state, all.get(ordinals[i]));
    }
    return (List<T>) List.of(items);
  }

  private List<T> all(State state, Rows<R> all, PrimitiveIterator.OfInt ordinals) {
    List<T> items = new ArrayList<>();
    while (ordinals.hasNext()) {
      items.add(item.apply(state, all.get(ordinals.nextInt())));
    }
    return Collections.unmodifiableList(items);
  }
}
