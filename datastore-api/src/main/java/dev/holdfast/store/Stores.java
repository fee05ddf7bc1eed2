package dev.holdfast.store;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens stores by URL. */
public final class Stores {

  private Stores() {}

  /**
   * Opens the store at a URL with the provider that is on the class path for its scheme.
   *
   * @param url such as {@code sqlite:/var/lib/holdfast/store.db?shared=true}
   * @return the store, which the caller closes
   * @throws StoreException if no provider opens the scheme, or the provider refuses
   */
  public static Store open(String url) {
    StoreUrl parsed = StoreUrl.parse(url);
    return provider(parsed.scheme()).open(parsed.location(), StoreOptions.of(parsed.options()));
  }

  /**
   * Returns the provider of a scheme.
   *
   * @param scheme the scheme, in lower case
   * @throws StoreException {@link ErrorReason#BAD_OPTION} if there is none, naming those found
   */
  public static StoreProvider provider(String scheme) {
    SortedMap<String, StoreProvider> providers = providers();
    StoreProvider provider = providers.get(scheme);
    if (provider == null) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "no store provider on the class path opens '"
              + scheme
              + ":'; found are "
              + (providers.isEmpty() ? "none" : String.join(", ", providers.keySet()))
              + "; add the plugin's module to the class path, or correct the URL",
          Map.of("option", "scheme"));
    }
    return provider;
  }

  /** Returns the providers on the class path by their schemes. */
  public static SortedMap<String, StoreProvider> providers() {
    SortedMap<String, StoreProvider> providers = new TreeMap<>();
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
      provider.schemes().forEach(scheme -> providers.putIfAbsent(scheme, provider));
    }
    return providers;
  }
}
