package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @TempDir Path folder;

  @BeforeEach
  void scriptsSetTheProperties() {
    System.setProperty(Settings.JAR, "app.jar");
    System.setProperty(Settings.ETCD, "/usr/bin/etcd");
  }

  @AfterEach
  void clearTheProperties() {
    System.clearProperty(Settings.JAR);
    System.clearProperty(Settings.ETCD);
  }

  @Test
  void dataGoesToTheFirstOfThreeFolders() {
    Map<String, String> all = Map.of("DATA_DIR", "/d", "XDG_DATA_HOME", "/x", "HOME", "/h");

    assertThat(Settings.dataDir(all)).isEqualTo(Path.of("/d"));
    assertThat(Settings.dataDir(Map.of("XDG_DATA_HOME", "/x", "HOME", "/h")))
        .isEqualTo(Path.of("/x/nexus-telemetry"));
    assertThat(Settings.dataDir(Map.of("DATA_DIR", " ", "HOME", "/h")))
        .isEqualTo(Path.of("/h/.local/share/nexus-telemetry"));
    assertThatThrownBy(() -> Settings.dataDir(Map.of())).hasMessageContaining("DATA_DIR");
  }

  @Test
  void lastingRunUsesTheEtcdThatIsNamed() {
    Settings settings =
        Settings.lasting(Map.of("HOME", "/h", "ETCD_ENDPOINTS", "http://10.0.0.1:2379"));

    assertThat(settings.endpoints()).isEqualTo("http://10.0.0.1:2379");
    assertThat(settings.etcd()).isNull();
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.throwAway()).isFalse();
  }

  @Test
  void throwAwayRunTouchesNoNamedEtcdAndStreamsNothing() throws IOException {
    Settings settings =
        Settings.throwAway(
            Map.of(
                "TMPDIR", folder.toString(),
                "DATA_DIR", "/precious",
                "ETCD_ENDPOINTS", "http://10.0.0.1:2379",
                "CSV_FILE", "a.csv",
                "DRAIN_ENABLED", "false",
                "RETENTION", "1d"));

    assertThat(settings.endpoints()).isNull();
    assertThat(settings.etcd()).isEqualTo(Path.of("/usr/bin/etcd"));
    assertThat(settings.port()).isZero();
    assertThat(settings.dataDir()).hasParent(folder).isEmptyDirectory();
    assertThat(settings.environment())
        .containsEntry("RETENTION", "1d")
        .doesNotContainKeys("CSV_FILE", "DRAIN_ENABLED");
    Files.delete(settings.dataDir());
  }

  @Test
  void badPortIsNamed() {
    for (String port : new String[] {"-1", "65536", "http"}) {
      assertThatThrownBy(() -> Settings.lasting(Map.of("HOME", "/h", "PORT", port)))
          .isInstanceOf(LocalFailure.class)
          .hasMessage("PORT is 0 to 65535, not " + port);
    }
  }

  @Test
  void javaOptionsAreSplitAtBlanks() {
    Map<String, String> environment = Map.of("HOME", "/h", "JAVA_OPTS", " -Xmx1g  -Da=b ");

    assertThat(Settings.lasting(environment).javaOptions()).containsExactly("-Xmx1g", "-Da=b");
  }
}
