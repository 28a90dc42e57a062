package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a stand-in for the application. */
@Timeout(60)
class DemoTest {

  @TempDir Path folder;

  @Test
  void everythingThatCountsIsTold() throws Exception {
    assertThat(show(Map.of(), false).lines())
        .contains(
            "2,520 rows read",
            "2,520 values accepted, 1 missing, 0 rejected",
            "12 GPUs",
            "3 hosts",
            "1 metrics",
            "queue empty")
        .anyMatch(line -> line.matches("DCGM_FI_DEV_GPU_UTIL +12 +41\\.5 +0 +100 +30 +99"))
        .contains(
            "dgx-a01/0  DCGM_FI_DEV_GPU_UTIL  3 points from 2025-07-01T00:00:00Z to"
                + " 2025-07-01T00:00:30Z",
            "  ▁▅█  0 to 100 %")
        .anyMatch(line -> line.matches(" +one GPU +http://127.*/queryGpu\\?gpu=dgx-a01/0"));
  }

  @Test
  void progressIsABarOnlyOnATerminal() throws Exception {
    assertThat(show(Map.of(), true)).contains("\r[####").containsOnlyOnce("0.0 MB\n");
    assertThat(show(Map.of(), false)).doesNotContain("\r").doesNotContain("[#");
  }

  @Test
  void refusedUploadFailsInTheApplicationsWords() {
    assertThatThrownBy(() -> show(Map.of("FAKE_UPLOAD_STATUS", "400"), false))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("answered 400")
        .hasMessageContaining("unknown header");
  }

  @Test
  void deadLettersFail() {
    assertThatThrownBy(() -> show(Map.of("FAKE_DEAD_LETTERS", "2"), false))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("2 messages");
  }

  @Test
  void fileWithoutAnAcceptedValueFails() {
    assertThatThrownBy(() -> show(Map.of("FAKE_ACCEPTED", "0"), false))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("no value");
  }

  private String show(Map<String, String> additional, boolean interactive)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("file.csv"), "timestamp\n");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(additional);
    FakeEtcd etcd = FakeEtcd.talking();
    Settings settings =
        new Settings(
            folder.resolve("data"),
            true,
            0,
            FakeApplication.jar(folder),
            null,
            etcd.endpoint(),
            List.of("-Xshare:auto"),
            environment);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (etcd;
        LocalStack stack = new LocalStack(settings)) {
      new Demo(new Terminal(out, interactive), stack).show(file, true);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
