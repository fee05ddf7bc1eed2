package dev.holdfast.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SelectorTest {

  @Test
  void parse_typeEndsAtFirstColon() {
    Selector selector = Selector.parse("unix:uid:1000");

    assertThat(selector).isEqualTo(new Selector("unix", "uid:1000")).hasToString("unix:uid:1000");
    assertThat(Selector.parse("unix:")).isEqualTo(new Selector("unix", ""));
  }

  @Test
  void parse_brokenText() {
    assertThatThrownBy(() -> Selector.parse("unix")).hasMessageContaining("type:value");
    assertThatThrownBy(() -> Selector.parse(":uid")).hasMessageContaining("not empty");
    assertThatThrownBy(() -> new Selector("a:b", "c")).hasMessageContaining("no colon");
  }
}
