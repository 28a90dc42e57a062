package nexus.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands against the application and a real etcd, on the sample. */
@Timeout(120)
class NexusIT {

  private static final String SINCE = "2025-07-01T00:00:00Z";

  @TempDir private static Path folder;
  private static RunningApplication application;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    application = RunningApplication.start(folder.resolve("data"));
    assertThat(run("upload", "--wait", sample()).status()).isZero();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static String sample() {
    return RunningApplication.file("infra/local/sample.csv");
  }

  private static Run run(String... words) {
    return application.run(words);
  }

  @Test
  void sampleThatIsThereAlreadyIsSaidToBe() {
    Run run = run("upload", sample());

    assertThat(run.out())
        .contains(": 2,520 rows, 2,520 values accepted, 0 missing, 0 rejected in ")
        .endsWith("(ingested before)\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void statsTellOfTheWholeCluster() {
    Run run = run("stats", "--top", "1", "--metric", "DCGM_FI_DEV_GPU_TEMP");

    assertThat(run.out())
        .contains("hosts         3\n", "GPUs          12, ", "queue         empty\n")
        .contains("models        12 NVIDIA H100 80GB HBM3\n", "dead letters  none\n")
        .contains("ingested      1 upload, 2,520 rows, 2,520 values accepted")
        .containsPattern("\nDCGM_FI_DEV_POWER_USAGE +12 ")
        .containsPattern("\nHIGHEST +VALUE +HOST +GPU +UUID\nDCGM_FI_DEV_GPU_TEMP +65 +dgx-a03 ");
  }

  @Test
  void gpusAreThoseThatAreAskedFor() {
    assertThat(run("gpus").lines()).hasSize(13);
    assertThat(run("gpus", "--host", "dgx-a01", "--status", "idle").lines())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).matches("dgx-a01 +3 +idle +2025-07-01T00:05:03Z .*"));
    assertThat(run("gpus", "--status", "broken").err()).endsWith("field status)\n");
  }

  @Test
  void sparkLineShowsAJobThatBegins() {
    Run run =
        run("query", "dgx-a01/0", "--since", SINCE, "--metric", "DCGM_FI_DEV_GPU_UTIL", "--spark");

    assertThat(run.lines()).hasSize(4);
    assertThat(run.lines().get(0)).startsWith("dgx-a01/0  NVIDIA H100 80GB HBM3  GPU-");
    assertThat(run.lines().get(3))
        .matches("DCGM_FI_DEV_GPU_UTIL +0 +[0-9.]+ +99 +95 +% +[▁▂▃▄▅▆▇█]{21}");
  }

  @Test
  void pointsAreATableAndTheNewestAnother() {
    assertThat(run("query", "dgx-a01/0").lines()).hasSize(11);
    assertThat(run("query", "dgx-a01/0", "--since", SINCE, "--step", "1m", "--agg", "max").lines())
        .hasSize(7)
        .allSatisfy(line -> assertThat(line.split(" +", -1)).hasSize(11));
  }

  @Test
  void hourOfAnOldCaptureSaysHowOldItIs() {
    Run run = run("query", "dgx-a01/0", "--since", "1h");

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).endsWith(": no samples then; the newest is of 2025-07-01T00:05:03Z\n");
  }

  @Test
  void csvOfAGpuIsTakenInAgainAsItIs() {
    String csv = run("query", "dgx-a01/0", "--since", SINCE, "--csv").out();

    Run copied = application.runOn(csv, "--cluster", "copy", "upload", "--wait", "-");

    assertThat(copied.out()).contains("210 values accepted, 0 missing, 0 rejected");
    assertThat(run("--cluster", "copy", "query", "dgx-a01/0", "--since", SINCE, "--csv").out())
        .isEqualTo(csv);
  }

  @Test
  void queueIsEmptyWithoutDeadLetters() {
    assertThat(run("queue").lines().get(1)).matches(" +0 +- +0 +0 +empty");
    assertThat(run("deadletters", "list").lines()).hasSize(1);
    assertThat(run("deadletters", "redrive").out()).startsWith("0 redriven, 0 failed, 0 there");
  }

  @Test
  void uploadsAreListedAndOneShowsItsRejectedRows() {
    String csv = "timestamp,gpu_id,hostname,power_draw\nsoon,0,a,1\n";
    Run upload = application.runOn(csv, "--cluster", "bad", "upload", "-");
    Run list = run("ingests", "--cluster", "bad");
    String id = list.lines().get(1).split(" ", -1)[0];

    assertThat(upload.out()).contains("0 values accepted, 0 missing, 1 rejected", "line 2: ");
    assertThat(list.lines().get(1)).matches("[0-9a-f]+ +done +1/1 +1 +0 +0 +1 +\\S+ +http");
    assertThat(run("ingests", id, "--cluster", "bad").out())
        .contains("status    done\n", "rejected rows:\n  line 2: ");
  }

  @Test
  void captureOfNvidiaSmiIsExplainedTriedAndFollowed() throws IOException {
    String rows = "2025/07/01 00:00:0%d.5, 0, GPU-s, %d %%\n";
    Path file =
        Files.writeString(
            folder.resolve("smi.txt"),
            "timestamp, index, uuid, utilization.gpu [%]\n" + rows.formatted(1, 10));
    String[] said = {"--cluster=smi", "--host=node01", "--tz=UTC"};

    Run refused = run("upload", "--cluster=smi", file.toString());
    Run tried = run(with(said, "upload", "--dry-run", file.toString()));
    Files.writeString(file, rows.formatted(2, 20), StandardOpenOption.APPEND);
    String state = folder.resolve("state").toString();
    Run followed = run(with(said, "tail", "--once", "--state", state, file.toString()));
    Files.writeString(file, rows.formatted(3, 30), StandardOpenOption.APPEND);
    Run again = run(with(said, "tail", "--once", "--state", state, file.toString()));

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err())
        .contains("utilization.gpu [%]  metric  DCGM_FI_DEV_GPU_UTIL", "--host ", "--tz ");
    assertThat(tried.out()).contains("1 value accepted", "nothing is stored");
    assertThat(followed.out()).isEqualTo("1 upload: 2 values accepted, 0 missing, 0 rejected\n");
    assertThat(again.out()).isEqualTo("1 upload: 1 value accepted, 0 missing, 0 rejected\n");
    assertThat(run("ingests", "--cluster=smi").lines()).hasSize(3);
  }

  private static String[] with(String[] said, String... words) {
    return Stream.concat(Stream.of(words), Stream.of(said)).toArray(String[]::new);
  }

  @Test
  void refusalIsStatusOneAndTheServersOwnWords() throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "nexus.local.cli.Nexus",
                "--url",
                application.url(),
                "query",
                "0")
            .start();
    String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(complaint)
        .isEqualTo(
            "nexus: an index alone names no GPU: use host/0 or a UUID"
                + " (400 invalid_input, field gpu)\n");
  }
}
