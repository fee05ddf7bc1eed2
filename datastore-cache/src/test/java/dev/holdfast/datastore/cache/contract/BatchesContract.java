package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryChange;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

public abstract class BatchesContract extends DataStoreContract {

  private static Reason reason(BatchResult<?> result) {
    return ((BatchResult.Failed<?>) result).failure().reason();
  }

  private static EntryChange hint(String id, String hint, Expectation expectation) {
    return new EntryChange(
        id,
        EntryUpdate.of(RegistrationEntry.builder().hint(hint), Set.of(EntryField.HINT)),
        expectation);
  }

  @Test
  void createEach_eachSucceedsOrFailsAlone() {
    CreatedEntry before = dataStore.entries().create(entry(DB, "a:1").id("before").build());

    List<BatchResult<CreatedEntry>> results =
        other
            .entries()
            .createEach(
                List.of(
                    entry(WEB, "a:1").id("one").build(),
                    entry(WEB).id("withoutSelectors").build(),
                    entry(DB, "a:1").id("similar").build(),
                    entry(WEB, "a:2").id("one").build(),
                    entry(WEB, "a:3").id("federated").federatesWith(Set.of(OTHER)).build(),
                    entry(WEB, "a:1").id("twice").build(),
                    entry(WEB, "a:4").id("last").build()));

    assertThat(results).hasSize(7);
    CreatedEntry one = results.get(0).orElseThrow();
    assertThat(one.existed()).isFalse();
    assertThat(dataStore.entries().fetch("one")).contains(one.entry());
    assertThat(reason(results.get(1))).isEqualTo(Reason.INVALID);
    DataStoreException refusal = ((BatchResult.Failed<?>) results.get(1)).failure();
    assertThat(refusal.field()).contains("selectors");
    assertThat(refusal.object()).contains("registration entry");
    assertThat(results.get(2).orElseThrow())
        .isEqualTo(new CreatedEntry(before.entry(), CreatedEntry.Outcome.EXISTED));
    assertThat(reason(results.get(3))).isEqualTo(Reason.ALREADY_EXISTS);
    assertThat(reason(results.get(4))).isEqualTo(Reason.BUNDLE_MISSING);
    assertThat(results.get(5).orElseThrow())
        .isEqualTo(new CreatedEntry(one.entry(), CreatedEntry.Outcome.EXISTED));
    assertThat(results.get(6).orElseThrow().existed()).isFalse();
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .extracting(it -> it.value().id())
        .containsExactly("before", "one", "last");
  }

  @Test
  void createEach_moreThanOneCommitHolds() {
    List<RegistrationEntry> many = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      SpiffeId id = SpiffeId.parse("spiffe://example.org/w/" + i);
      many.add(entry(id, i == 300 ? new String[0] : new String[] {"a:1"}).id("e" + i).build());
    }

    List<BatchResult<CreatedEntry>> results = dataStore.entries().createEach(many);

    assertThat(results).hasSize(600);
    for (int i = 0; i < 600; i++) {
      if (i == 300) {
        assertThat(reason(results.get(i))).isEqualTo(Reason.INVALID);
      } else {
        assertThat(results.get(i).orElseThrow().entry().value()).isEqualTo(many.get(i));
      }
    }
    assertThat(other.entries().count(EntryFilter.all())).isEqualTo(599);
  }

  @Test
  void updateEach_eachSucceedsOrFailsAlone() {
    Stored<RegistrationEntry> one =
        dataStore.entries().create(entry(DB, "a:1").id("one").build()).entry();
    dataStore.entries().create(entry(WEB, "a:1").id("two").build());

    List<BatchResult<Stored<RegistrationEntry>>> results =
        other
            .entries()
            .updateEach(
                List.of(
                    hint("one", "first", Expectation.unchanged(one)),
                    hint("one", "late", Expectation.unchanged(one)),
                    hint("none", "x", Expectation.any()),
                    hint("one", "second", Expectation.any()),
                    new EntryChange(
                        "two",
                        EntryUpdate.of(
                            RegistrationEntry.builder().spiffeId(DB),
                            Set.of(EntryField.SPIFFE_ID)))));

    assertThat(results).hasSize(5);
    assertThat(results.get(0).orElseThrow().value().hint()).isEqualTo("first");
    assertThat(reason(results.get(1))).isEqualTo(Reason.REVISION_MOVED);
    assertThat(reason(results.get(2))).isEqualTo(Reason.NOT_FOUND);
    assertThat(results.get(3).orElseThrow().value().hint()).isEqualTo("second");
    assertThat(results.get(3).orElseThrow().revisionNumber()).isEqualTo(2);
    assertThat(reason(results.get(4))).isEqualTo(Reason.ALREADY_EXISTS);
    assertThat(dataStore.entries().fetch("one")).contains(results.get(3).orElseThrow());
  }

  @Test
  void deleteEach_eachSucceedsOrFailsAlone() {
    Stored<RegistrationEntry> one =
        dataStore.entries().create(entry(DB, "a:1").id("one").build()).entry();
    dataStore.entries().create(entry(WEB, "a:1").id("two").build());
    dataStore.entries().create(entry(WEB, "a:2").id("stays").build());

    List<BatchResult<Deleted<RegistrationEntry>>> results =
        other.entries().deleteEach(List.of("one", "none", "one", "two"));

    assertThat(results).hasSize(4);
    assertThat(results.get(0).orElseThrow().record()).isEqualTo(one);
    assertThat(reason(results.get(1))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(results.get(2))).isEqualTo(Reason.NOT_FOUND);
    assertThat(results.get(3).orElseThrow().floor().revision())
        .isGreaterThan(results.get(0).orElseThrow().floor().revision());
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .extracting(it -> it.value().id())
        .containsExactly("stays");
  }

  @Test
  void batch_ofNothing() {
    assertThat(dataStore.entries().createEach(List.of())).isEmpty();
    assertThat(dataStore.entries().updateEach(List.of())).isEmpty();
    assertThat(dataStore.entries().deleteEach(List.of())).isEmpty();
  }
}
