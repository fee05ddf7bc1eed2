package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BytesTest {

  @Test
  void compareTo_isUnsignedAndShorterFirst() {
    List<Bytes> ordered =
        List.of(
            Bytes.empty(),
            bytes(0x00),
            bytes(0x01),
            bytes(0x7F),
            bytes(0x7F, 0x00),
            bytes(0x80),
            bytes(0xFF),
            bytes(0xFF, 0xFF));
    assertThat(Stream.of(7, 3, 5, 0, 6, 2, 4, 1).map(ordered::get).sorted()).isEqualTo(ordered);
  }

  @Test
  void prefixEnd_isTheLeastAboveEveryKeyWithThePrefix() {
    assertThat(Bytes.utf8("a").prefixEnd()).contains(Bytes.utf8("b"));
    assertThat(bytes(0x61, 0xFF, 0xFF).prefixEnd()).contains(Bytes.utf8("b"));
    assertThat(bytes(0x7F).prefixEnd()).contains(bytes(0x80));
  }

  @Test
  void prefixEnd_ofNothingOrOnlyFF_isUnbounded() {
    assertThat(Bytes.empty().prefixEnd()).isEmpty();
    assertThat(bytes(0xFF).prefixEnd()).isEmpty();
    assertThat(bytes(0xFF, 0xFF).prefixEnd()).isEmpty();
  }

  @Test
  void successor_leavesNoRoomBetween() {
    assertThat(Bytes.utf8("a").successor()).isEqualTo(bytes('a', 0x00));
  }

  @Test
  void of_copies() {
    byte[] array = {1, 2};
    Bytes bytes = Bytes.of(array);
    array[0] = 9;
    bytes.toByteArray()[1] = 9;
    assertThat(bytes).isEqualTo(bytes(1, 2));
  }

  @Test
  void toString_showsPrintableAsciiAndEscapesTheRest() {
    assertThat(bytes('a', 0x00, '\\', 0xFF)).hasToString("a\\x00\\x5C\\xFF");
  }

  private static Bytes bytes(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    return Bytes.wrap(array);
  }
}
