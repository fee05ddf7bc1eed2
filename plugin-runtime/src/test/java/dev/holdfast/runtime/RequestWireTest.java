package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests as a plugin of another language finds them. */
class RequestWireTest {

  private static final PutRequest PUT = PutRequest.of(Bytes.utf8("key"), Bytes.utf8("value"));
  private static final DeleteRequest DELETE = DeleteRequest.of(KeyRange.key(Bytes.utf8("key")));

  @Test
  void write_withoutAPrecondition_hasNoSuchField() {
    assertThat(RequestWire.toMessage(PUT).hasPrecondition()).isFalse();
    assertThat(RequestWire.toMessage(DELETE).hasPrecondition()).isFalse();
    assertThat(RequestWire.fromMessage(RequestWire.toMessage(PUT))).isEqualTo(PUT);
    assertThat(RequestWire.fromMessage(RequestWire.toMessage(DELETE))).isEqualTo(DELETE);
  }

  @Test
  void write_underAPrecondition_carriesIt() {
    for (Precondition one :
        List.of(Precondition.absent(), Precondition.present(), Precondition.modRevision(7))) {
      PutRequest put = PUT.onlyIf(one);
      DeleteRequest delete = DELETE.onlyIf(one);
      assertThat(RequestWire.toMessage(put).hasPrecondition()).isTrue();
      assertThat(RequestWire.fromMessage(RequestWire.toMessage(put))).isEqualTo(put);
      assertThat(RequestWire.fromMessage(RequestWire.toMessage(delete))).isEqualTo(delete);
    }
  }
}
