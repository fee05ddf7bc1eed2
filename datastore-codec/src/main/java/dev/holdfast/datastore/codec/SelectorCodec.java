package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.Selector;
import java.util.List;

/** Selectors to and from their messages. */
public final class SelectorCodec {

  private SelectorCodec() {}

  /**
   * Returns the message of a selector.
   *
   * @param selector the selector
   */
  public static dev.holdfast.proto.datastore.v1.Selector encode(Selector selector) {
    return dev.holdfast.proto.datastore.v1.Selector.newBuilder()
        .setType(selector.type())
        .setValue(selector.value())
        .build();
  }

  /**
   * Returns the messages of selectors, in the same order.
   *
   * @param selectors the selectors
   */
  public static List<dev.holdfast.proto.datastore.v1.Selector> encode(List<Selector> selectors) {
    return selectors.stream().map(SelectorCodec::encode).toList();
  }

  /**
   * Returns the selector of a message.
   *
   * @param message the message
   */
  public static Selector decode(dev.holdfast.proto.datastore.v1.Selector message) {
    return new Selector(message.getType(), message.getValue());
  }

  /**
   * Returns the selectors of messages, in the same order.
   *
   * @param object what they belong to, for messages of errors
   * @param field the field that holds them, for messages of errors
   * @param messages the messages
   */
  public static List<Selector> decode(
      String object, String field, List<dev.holdfast.proto.datastore.v1.Selector> messages) {
    return new Reading(object).all(field, messages, SelectorCodec::decode);
  }
}
