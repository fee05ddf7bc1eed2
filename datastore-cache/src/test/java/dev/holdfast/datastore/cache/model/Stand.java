package dev.holdfast.datastore.cache.model;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

/** Objects that stand in for others, and make some of their calls in a way of their own. */
final class Stand {

  private Stand() {}

  /** Makes a call in place of the real one. */
  interface Call {

    /**
     * Makes a call.
     *
     * @param method the method's name
     * @param arguments its arguments
     * @param proceed makes the real call
     */
    Object of(String method, Object[] arguments, Callable<Object> proceed) throws Exception;
  }

  /** Returns a stand-in, whose default methods are its own. */
  static <T> T in(Class<T> type, T real, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            Stand.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              return call.of(
                  method.getName(),
                  arguments,
                  () -> {
                    try {
                      return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                      throw (RuntimeException) e.getTargetException();
                    }
                  });
            }));
  }
}
