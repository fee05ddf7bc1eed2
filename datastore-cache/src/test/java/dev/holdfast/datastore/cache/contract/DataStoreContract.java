package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Store;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two DataStores on one store, as two servers have them. */
public abstract class DataStoreContract implements Deployment {

  protected static final SpiffeId AGENT = SpiffeId.parse("spiffe://example.org/agent");
  protected static final SpiffeId DB = SpiffeId.parse("spiffe://example.org/db");
  protected static final SpiffeId WEB = SpiffeId.parse("spiffe://example.org/web");
  protected static final TrustDomain OTHER = new TrustDomain("other.org");
  protected static final TrustDomain THIRD = new TrustDomain("third.org");

  protected final FakeTime time = new FakeTime();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  protected Store store;
  protected DataStore dataStore;
  protected DataStore other;

  @BeforeEach
  void open() {
    store = openStore(this::closeLater);
    dataStore = openOn(store);
    other = openOn(store);
  }

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  protected DataStore openOn(Store beneath) {
    DataStore server = serve(beneath, time);
    closeLater(server);
    DataStore connected = connect(server, this::closeLater);
    closeLater(connected);
    return connected;
  }

  /** Closes something after the test, before whatever was opened before it. */
  protected void closeLater(AutoCloseable resource) {
    opened.push(resource);
  }

  protected static Selector selector(String text) {
    return Selector.parse(text);
  }

  protected static RegistrationEntry.Builder entry(SpiffeId id, String... selectors) {
    return RegistrationEntry.builder()
        .parentId(AGENT)
        .spiffeId(id)
        .selectors(List.of(selectors).stream().map(Selector::parse).toList());
  }

  protected static Bundle bundle(TrustDomain trustDomain) {
    return Bundle.builder(trustDomain)
        .x509Authorities(List.of(X509Authority.of(Bytes.utf8("certificate"))))
        .sequenceNumber(42)
        .build();
  }

  protected static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      Code code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
