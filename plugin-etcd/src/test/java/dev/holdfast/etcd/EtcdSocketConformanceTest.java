package dev.holdfast.etcd;

import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;

@Order(2)
final class EtcdSocketConformanceTest extends StoreConformance {

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
    return StoreFixtures.overSocket("etcd", new EtcdFixtures.Owner(), etcd::location);
  }

  /** The numbers are small: those of the same store in process are not. */
  @Override
  protected Settings settings() {
    return super.settings().smaller();
  }
}
