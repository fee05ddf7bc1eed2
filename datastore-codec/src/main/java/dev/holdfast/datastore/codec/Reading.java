package dev.holdfast.datastore.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.store.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads fields of messages, and names object and field where one is refused. */
final class Reading {

  private final String object;

  Reading(String object) {
    this.object = object;
  }

  DataStoreException missing(String field) {
    return DataStoreException.invalid(object, field, "it is missing");
  }

  <T, M> T one(String field, M message, Function<M, T> reader) {
    try {
      return reader.apply(message);
    } catch (DataStoreException e) {
      throw e.of(object, field);
    }
  }

  <T, M> List<T> all(String field, List<M> messages, Function<M, T> reader) {
    List<T> values = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      try {
        values.add(reader.apply(messages.get(i)));
      } catch (DataStoreException e) {
        throw e.of(object, field + "[" + i + "]");
      }
    }
    return values;
  }

  SpiffeId spiffeId(String field, String text) {
    return one(field, text, SpiffeId::parse);
  }

  TrustDomain trustDomain(String field, String text) {
    return one(field, text, TrustDomain::parse);
  }

  Optional<Instant> time(String field, boolean present, com.google.protobuf.Timestamp message) {
    return present ? Optional.of(one(field, message, Times::decode)) : Optional.empty();
  }

  Optional<Duration> duration(String field, boolean present, com.google.protobuf.Duration message) {
    return present ? Optional.of(one(field, message, Times::decode)) : Optional.empty();
  }

  static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
  }
}
