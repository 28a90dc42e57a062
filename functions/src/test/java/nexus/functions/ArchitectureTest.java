package nexus.functions;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
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
            "nexus.functions",
            "nexus.functions.ingest",
            "nexus.functions.live",
            "nexus.functions.scrape",
            "nexus.functions.drain",
            "nexus.functions.metrics",
            "nexus.functions.api..",
            "nexus.functions.dashboard",
            "nexus.functions.events")
        .check(code);
  }

  @Test
  void theSubjectsOfTheApiDoNotKnowEachOther() {
    slices()
        .matching("nexus.functions.api.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(alwaysTrue(), resideInAPackage("nexus.functions.api.format"))
        .check(code);
    noClasses()
        .that()
        .resideInAPackage("nexus.functions.api")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("nexus.functions.api.*")
        .check(code);
  }

  @Test
  void theTableOfEndpointsKnowsEverySubjectAndNobodyKnowsIt() {
    noClasses()
        .that()
        .resideOutsideOfPackage("nexus.functions")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("nexus.functions")
        .check(code);
  }

  @Test
  void packagesOfTheApiAreFreeOfCycles() {
    slices().matching("nexus.functions.(**)").should().beFreeOfCycles().check(code);
  }

  @Test
  void noPackageHasMoreThanThirtyFiles() {
    Map<String, Set<String>> files =
        code.stream()
            .filter(one -> one.getPackageName().startsWith("nexus.functions"))
            .collect(
                groupingBy(
                    JavaClass::getPackageName,
                    mapping(one -> one.getName().replaceAll("\\$.*", ""), toSet())));

    assertThat(files).allSatisfy((name, classes) -> assertThat(classes).hasSizeLessThan(31));
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
