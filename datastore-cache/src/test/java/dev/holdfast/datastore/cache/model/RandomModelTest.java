package dev.holdfast.datastore.cache.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Random operations, compared with the model. */
class RandomModelTest {

  @Test
  void smoke() {
    Reach reach = new Reach();
    for (int i = 0; i < Integer.getInteger("smoke", 20); i++) {
      Place place = Place.memory(1 + i % 2);
      List<Operation> script = Scripts.draw(i, 500, place.servers());
      Optional<Difference> difference = Comparison.run(place, script, reach);
      if (difference.isPresent()) {
        List<Operation> least = Scripts.shrink(place, script.subList(0, difference.get().at() + 1));
        StringBuilder text = new StringBuilder();
        least.forEach(it -> text.append(it).append('\n'));
        throw new AssertionError(
            "seed " + i + "\n" + text + Comparison.run(place, least, new Reach()));
      }
    }
    System.out.println(reach.counts().toString().replace(", ", "\n"));
    System.out.println(reach.total());
    assertThat(reach.total()).isPositive();
  }
}
