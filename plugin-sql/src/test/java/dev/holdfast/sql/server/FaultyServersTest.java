package dev.holdfast.sql.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Test classes run side by side: none may use a server that another one is killing. */
final class FaultyServersTest {

  private static final JavaClasses TESTS =
      new ClassFileImporter().importPackagesOf(FaultyServersTest.class);

  @Test
  void everyClassThatUsesThem_locksThem() {
    classes().that(useThem()).should(lockThem()).check(TESTS);
  }

  private static DescribedPredicate<JavaClass> useThem() {
    return DescribedPredicate.describe(
        "use the faulty servers",
        type ->
            !type.isEquivalentTo(FaultyServers.class)
                && type.getMethodCallsFromSelf().stream()
                    .anyMatch(call -> call.getTargetOwner().isEquivalentTo(FaultyServers.class)));
  }

  private static ArchCondition<JavaClass> lockThem() {
    return new ArchCondition<>("lock them") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean locked =
            type.tryGetAnnotationOfType(ResourceLock.class)
                .filter(lock -> lock.value().equals(FaultyServers.LOCK))
                .isPresent();
        events.add(
            new SimpleConditionEvent(
                type, locked, type.getName() + " needs @ResourceLock(FaultyServers.LOCK)"));
      }
    };
  }
}
