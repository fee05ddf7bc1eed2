package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ForwardingStoreTest {

  static List<Method> verbs() {
    return List.of(Store.class.getMethods()).stream().filter(verb -> !verb.isDefault()).toList();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyVerb_isHandedOn(Method verb) throws Exception {
    List<Method> called = new ArrayList<>();
    Store delegate =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> {
                  called.add(method);
                  return null;
                });
    verb.invoke(new ForwardingStore(delegate) {}, new Object[verb.getParameterCount()]);
    assertThat(called).containsExactly(verb);
  }
}
