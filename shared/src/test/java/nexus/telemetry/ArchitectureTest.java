package nexus.telemetry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the directions in which packages may depend on each other. */
class ArchitectureTest {

  private static final JavaClasses PIPELINE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("nexus.telemetry");

  @Test
  void modelDependsOnNoOtherPackageOfTheProject() {
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.model")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("nexus.telemetry.model", "java..")
        .check(PIPELINE);
  }

  @Test
  void csvQueueAndStoreNeverDependOnEachOther() {
    slices()
        .matching("nexus.telemetry.(csv|queue|store)..")
        .should()
        .notDependOnEachOther()
        .check(PIPELINE);
  }

  @Test
  void onlyTheEtcdPackageUsesTheEtcdClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("nexus.telemetry.etcd")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.etcd..")
        .check(PIPELINE);
  }

  @Test
  void pipelineKnowsNeitherFunctionsNorQuarkus() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("nexus.functions..", "io.quarkus..")
        .check(PIPELINE);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("nexus.telemetry.(*)..").should().beFreeOfCycles().check(PIPELINE);
  }
}
