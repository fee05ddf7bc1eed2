package dev.holdfast.etcd;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;

@Order(1)
final class EtcdInProcessConformanceTest extends StoreConformance {

  @TempDir private Path folder;
  private EtcdFixtures etcd;

  @BeforeEach
  void start() {
    etcd = EtcdFixtures.open(folder);
  }

  @AfterEach
  void stop() {
    etcd.close();
  }

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.inProcess("etcd", new EtcdFixtures.Owner(), etcd::location);
  }
}
