package nexus.functions.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The zip that the template deploys. */
final class FunctionZipIT {

  private static final long MOST_BYTES = 30_000_000;

  static Path zip() throws IOException {
    String uri = Template.read().at("Globals", "Function").get("CodeUri").toString();
    return Template.folder().resolve(uri);
  }

  @Test
  void everyHandlerOfTheTemplateIsInTheZip() throws IOException {
    Template template = Template.read();
    Map<String, String> handlers = Handlers.classesByName();
    try (ZipFile zip = new ZipFile(zip().toFile())) {
      for (Map<String, Object> function : template.functions()) {
        String name = template.environment(function).get("QUARKUS_LAMBDA_HANDLER").toString();
        String file = handlers.get(name).replace('.', '/') + ".class";
        assertThat(zip.getEntry(file)).as(name).isNotNull();
      }
    }
  }

  @Test
  void theZipIsSmallEnough() throws IOException {
    assertThat(Files.size(zip())).isLessThanOrEqualTo(MOST_BYTES);
  }
}
