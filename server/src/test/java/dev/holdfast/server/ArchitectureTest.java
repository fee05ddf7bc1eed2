package dev.holdfast.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arrows between the modules, and what each may see of the world outside. */
final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/test-servers/")) // for tests alone
          .importPackages("dev.holdfast");

  /** The packages of each module, and the modules that they may use besides their own. */
  enum Module {
    PROTO("dev.holdfast.proto.."),
    STORE_API("dev.holdfast.store.."),
    DATASTORE_API("dev.holdfast.datastore"),
    CODEC("dev.holdfast.datastore.codec.."),
    CACHE("dev.holdfast.datastore.cache.."),
    GRPC("dev.holdfast.datastore.grpc.."),
    SQL("dev.holdfast.sql.."),
    SQLITE("dev.holdfast.sqlite.."),
    ETCD("dev.holdfast.etcd.."),
    RUNTIME("dev.holdfast.runtime.."),
    CONFORMANCE("dev.holdfast.conformance.."),
    FLEET("dev.holdfast.fleet.."),
    SERVER("dev.holdfast.server..");

    private final String packages;

    Module(String packages) {
      this.packages = packages;
    }

    Set<Module> uses() {
      return switch (this) {
        case PROTO, STORE_API -> EnumSet.noneOf(Module.class);
        case DATASTORE_API, SQL, ETCD -> EnumSet.of(STORE_API);
        case CODEC, GRPC -> EnumSet.of(STORE_API, DATASTORE_API, PROTO, CODEC);
        case CACHE -> EnumSet.of(STORE_API, DATASTORE_API, PROTO, CODEC);
        case SQLITE -> EnumSet.of(STORE_API, SQL);
        case RUNTIME -> EnumSet.of(STORE_API, PROTO);
        case FLEET -> EnumSet.of(STORE_API, DATASTORE_API);
        case CONFORMANCE -> EnumSet.of(STORE_API, PROTO, RUNTIME);
        // Stores are found by their URLs: nobody sees a plugin's classes.
        case SERVER ->
            EnumSet.of(STORE_API, DATASTORE_API, CACHE, GRPC, RUNTIME, CONFORMANCE, FLEET);
      };
    }

    String[] others() {
      return Stream.of(values())
          .filter(module -> module != this && !uses().contains(module))
          .map(module -> module.packages)
          .toArray(String[]::new);
    }
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  @ParameterizedTest
  @EnumSource
  void module_usesOnlyThoseBeneathIt(Module module) {
    check(
        noClasses()
            .that()
            .resideInAPackage(module.packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(module.others()));
  }

  @Test
  void everyClass_belongsToAModule() {
    String[] all = Stream.of(Module.values()).map(module -> module.packages).toArray(String[]::new);
    check(classes().should().resideInAnyPackage(all));
    assertThat(CLASSES.stream().map(JavaClass::getName))
        .contains(
            "dev.holdfast.conformance.Suite",
            "dev.holdfast.sqlite.SqliteStoreProvider",
            "dev.holdfast.runtime.RpcServer");
  }

  @Test
  void contracts_needTheJdkAlone() {
    check(
        classes()
            .that()
            .resideInAnyPackage(Module.STORE_API.packages, Module.DATASTORE_API.packages)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.jspecify..",
                Module.STORE_API.packages,
                Module.DATASTORE_API.packages));
  }

  @Test
  void generatedClasses_stopAtTheAdaptersAndTheCodec() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                Module.PROTO.packages,
                Module.CODEC.packages,
                Module.CACHE.packages,
                Module.GRPC.packages,
                Module.ETCD.packages,
                Module.RUNTIME.packages,
                Module.CONFORMANCE.packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", Module.PROTO.packages));
  }

  @Test
  void cacheAndSqlite_needNoNetwork() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                Module.CODEC.packages,
                Module.CACHE.packages,
                Module.SQL.packages,
                Module.SQLITE.packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.netty.."));
  }

  @Test
  void jooq_isTheSqlEnginesOwn() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(Module.SQL.packages, Module.SQLITE.packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jooq..", "java.sql..", "org.sqlite.."));
  }

  @Test
  void internalsOfTheCache_areItsOwn() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(Module.CACHE.packages)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.holdfast.datastore.cache.internal.."));
  }

  @Test
  void packagesOfTheProgram_haveNoCycles() {
    check(slices().matching("dev.holdfast.server.(*)..").should().beFreeOfCycles());
  }
}
