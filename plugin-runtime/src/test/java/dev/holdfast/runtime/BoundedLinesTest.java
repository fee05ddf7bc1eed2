package dev.holdfast.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BoundedLinesTest {

  @Test
  void next_tellsLinesWithoutTheirEnds() throws IOException {
    assertThat(lines("one\r\n\ntwo\nthree", 5)).containsExactly("one", "", "two", "three");
    assertThat(lines("", 5)).isEmpty();
    assertThat(lines("\n", 5)).containsExactly("");
  }

  @Test
  void next_ofALongLine_tellsItsBeginAlone() throws IOException {
    assertThat(lines("12345\n123456\nünï", 5)).containsExactly("12345", "12345…", "ünï");
  }

  private static List<String> lines(String text, int longest) throws IOException {
    List<String> told = new ArrayList<>();
    try (BoundedLines lines =
        new BoundedLines(new ByteArrayInputStream(text.getBytes(UTF_8)), longest)) {
      lines.forEach(told::add);
    }
    return told;
  }
}
