package nexus.functions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static JavaClasses code;

  @BeforeAll
  static void read() {
    code =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("nexus");
  }

  @Test
  void theSharedLibraryKnowsNothingOfTheFunctions() {
    noClasses()
        .that()
        .resideInAPackage("nexus.telemetry..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("nexus.functions..", "io.quarkus..", "jakarta..")
        .check(code);
  }

  @Test
  void wiringAloneMakesTheParts() {
    noClasses()
        .that()
        .resideInAPackage("nexus.functions..")
        .and()
        .resideOutsideOfPackage("nexus.functions.wiring")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("nexus.telemetry.kv.jetcd.EtcdKv")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("io.etcd..")
        .check(code);
  }

  @Test
  void theFunctionsDoNotKnowEachOther() {
    slices().matching("nexus.functions.(*)..").should().beFreeOfCycles().check(code);
    noClasses()
        .that()
        .resideInAnyPackage("nexus.functions.wiring", "nexus.functions.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "nexus.functions.ingest",
            "nexus.functions.drain",
            "nexus.functions.query",
            "nexus.functions.metrics",
            "nexus.functions.stats",
            "nexus.functions.api",
            "nexus.functions.dashboard",
            "nexus.functions.events")
        .check(code);
  }

  @Test
  void theQueueAndTheStoreAreReachedThroughThePipelinesEnds() {
    classes()
        .that()
        .resideInAPackage("nexus.functions..")
        .and()
        .resideOutsideOfPackage("nexus.functions.wiring")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(
            "nexus.telemetry.queue..",
            "nexus.telemetry.ledger..",
            "nexus.telemetry.letters..",
            "nexus.telemetry.block..",
            "nexus.telemetry.store..")
        .check(code);
  }
}
