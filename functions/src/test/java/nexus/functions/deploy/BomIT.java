package nexus.functions.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The bill of materials that the build writes beside function.zip. */
final class BomIT {

  private static final String OWN = "nexus.telemetry.nexus-telemetry-functions-";

  /** What Quarkus begins the name of a jar with from which it has left something out. */
  private static final String MODIFIED = "modified-";

  private static Path zip() throws IOException {
    return FunctionZipIT.zip();
  }

  private static JsonPath bom() throws IOException {
    return JsonPath.from(zip().resolveSibling("bom.json").toFile());
  }

  private static Map<String, String> versions() throws IOException {
    List<Map<String, Object>> components = bom().getList("components");
    return components.stream()
        .collect(
            Collectors.toMap(
                component -> component.get("group") + "." + component.get("name"),
                component -> component.get("version").toString()));
  }

  @Test
  void itNamesEveryJarOfTheZipWithItsVersionAndNoOther() throws IOException {
    Set<String> named =
        versions().entrySet().stream()
            .map(component -> component.getKey() + "-" + component.getValue() + ".jar")
            .filter(jar -> !jar.startsWith(OWN))
            .collect(Collectors.toSet());
    try (ZipFile zip = new ZipFile(zip().toFile())) {
      List<String> jars =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith(".jar"))
              .map(name -> Path.of(name).getFileName().toString())
              .filter(name -> !name.startsWith(OWN))
              .map(name -> name.startsWith(MODIFIED) ? name.substring(MODIFIED.length()) : name)
              .toList();

      assertThat(jars).hasSizeGreaterThan(100);
      assertThat(named).containsExactlyInAnyOrderElementsOf(jars);
    }
  }

  @Test
  void itNamesTheClientOfEtcdAndQuarkus() throws IOException {
    assertThat(versions())
        .containsKeys(
            "io.etcd.jetcd-core", "io.quarkus.quarkus-core", "io.quarkus.quarkus-funqy-http");
  }

  @Test
  void theSameBuildMakesTheSameBill() throws IOException {
    assertThat(bom().getString("bomFormat")).isEqualTo("CycloneDX");
    assertThat(bom().getString("metadata.timestamp")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(bom().getString("serialNumber")).isNull();
  }
}
