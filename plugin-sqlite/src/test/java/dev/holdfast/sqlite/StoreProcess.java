package dev.holdfast.sqlite;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.StoreService;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;

/** Serves the store of a URL on a socket until it is killed; prints a line when it is ready. */
final class StoreProcess {

  private StoreProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (Store store = Stores.open(arguments[0]);
        StoreService service = StoreService.of(store);
        RpcServer server = RpcServer.on(Endpoint.parse(arguments[1])).add(service).start()) {
      System.out.println("ready");
      server.awaitTermination();
    }
  }
}
