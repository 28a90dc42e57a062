package nexus.telemetry;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
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
  void theDictionaryOfFieldsKnowsTheVocabularyAtMost() {
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.fields")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("nexus.telemetry.fields", "nexus.telemetry.model", "java..")
        .check(PIPELINE);
  }

  @Test
  void theStoreOfKeysAndValuesKnowsNoGpu() {
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.kv..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("nexus.telemetry.kv..")
                .or(resideOutsideOfPackage("nexus.telemetry..")))
        .check(PIPELINE);
  }

  @Test
  void theStoredFormatIsBytesAndSamplesAlone() {
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.block")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("nexus.telemetry.block", "nexus.telemetry.model", "java..")
        .check(PIPELINE);
  }

  @Test
  void unpackingKnowsTheVocabularyAlone() {
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.unpack")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "nexus.telemetry.unpack", "nexus.telemetry.model", "io.airlift.compress..", "java..")
        .check(PIPELINE);
  }

  @Test
  void promqlKnowsNoGpuNoStoreAndNoProtocol() {
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.promql..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("nexus.telemetry.promql..", "com.google.re2j..", "java..")
        .check(PIPELINE);
  }

  @Test
  void theWorkersKnowNothingOfTheirWork() {
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.work")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "nexus.telemetry.work", "nexus.telemetry.kv", "org.jboss.logging..", "java..")
        .check(PIPELINE);
  }

  @Test
  void csvQueueAndStoreNeverDependOnEachOther() {
    slices()
        .matching("nexus.telemetry.(csv|queue|store|ledger|letters)..")
        .should()
        .notDependOnEachOther()
        .check(PIPELINE);
  }

  @Test
  void familiesOfCapturesNeverDependOnEachOtherNorOnWhoAsksThem() {
    slices()
        .matching("nexus.telemetry.capture.(dmon|prometheus|grafana)")
        .should()
        .notDependOnEachOther()
        .check(PIPELINE);
    noClasses()
        .that()
        .resideInAPackage("nexus.telemetry.capture.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("nexus.telemetry.capture")
        .check(PIPELINE);
    noClasses()
        .that()
        .resideInAPackage("nexus.telemetry.capture.file")
        .should()
        .dependOnClassesThat(
            resideInAPackage("nexus.telemetry.capture..")
                .and(resideOutsideOfPackage("nexus.telemetry.capture.file")))
        .check(PIPELINE);
  }

  @Test
  void liveSendersKnowSeriesAndNoFiles() {
    noClasses()
        .that()
        .resideInAPackage("nexus.telemetry.live")
        .should()
        .dependOnClassesThat(
            resideInAPackage("nexus.telemetry.capture..")
                .and(resideOutsideOfPackage("nexus.telemetry.capture.series")))
        .check(PIPELINE);
  }

  @Test
  void theRoomsOfCsvKnowNeitherItNorItsColumns() {
    noClasses()
        .that()
        .resideInAPackage("nexus.telemetry.csv.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("nexus.telemetry.csv")
        .check(PIPELINE);
  }

  @Test
  void numbersLinesAndTimesOfCsvKnowNoGpu() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "nexus.telemetry.csv.numbers",
            "nexus.telemetry.csv.lines",
            "nexus.telemetry.csv.rows",
            "nexus.telemetry.csv.times")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("nexus.telemetry.csv.gpus", "nexus.telemetry.csv.labels")
        .check(PIPELINE);
    classes()
        .that()
        .resideInAPackage("nexus.telemetry.csv.numbers")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("nexus.telemetry.csv.numbers", "java..")
        .check(PIPELINE);
  }

  @Test
  void noPackageOfCapturesHasMoreThanThirtyFiles() {
    Map<String, Set<String>> files =
        PIPELINE.stream()
            .filter(one -> one.getPackageName().startsWith("nexus.telemetry.capture"))
            .collect(
                groupingBy(
                    JavaClass::getPackageName,
                    mapping(one -> one.getName().replaceAll("\\$.*", ""), toSet())));

    assertThat(files).hasSize(6);
    assertThat(files).allSatisfy((name, classes) -> assertThat(classes).hasSizeLessThan(31));
  }

  @Test
  void onePackageAloneUsesTheEtcdClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("nexus.telemetry.kv.jetcd")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.etcd..", "io.grpc..", "io.vertx..")
        .check(PIPELINE);
  }

  @Test
  void thePipelineIsWrittenAgainstNoParticularStore() {
    noClasses()
        .that()
        .resideOutsideOfPackages("nexus.telemetry.kv.jetcd", "nexus.telemetry.kv.memory")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("nexus.telemetry.kv.jetcd", "nexus.telemetry.kv.memory")
        .check(PIPELINE);
  }

  @Test
  void ingestAndDrainMeetInTheQueueAlone() {
    slices()
        .matching("nexus.telemetry.(ingest|drain|query)..")
        .should()
        .notDependOnEachOther()
        .check(PIPELINE);
  }

  @Test
  void theQueriesTakeTypedRequestsAndKnowNoJson() {
    noClasses()
        .that()
        .resideInAPackage("nexus.telemetry.query..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml..", "nexus.telemetry.json..")
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
    slices().matching("nexus.telemetry.(**)").should().beFreeOfCycles().check(PIPELINE);
  }
}
