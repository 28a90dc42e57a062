package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.unpack.Foreign;
import nexus.telemetry.unpack.ForeignFileException;
import nexus.telemetry.unpack.Hint;
import nexus.telemetry.unpack.Unpacked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no capture is called what it is, and what to send instead is said. */
class NoCaptureTest {

  private static final String SMI = "nvidia-smi --query-gpu=";
  private static final String QUERY = "/api/v1/query_range";

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(
            """
            Fri Nov 28 20:00:00 2026
            +-----------------------------------------------------------------------------------------+
            | NVIDIA-SMI 550.54.15              Driver Version: 550.54.15      CUDA Version: 12.4     |
            |-----------------------------------------+------------------------+----------------------+
            | GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
            """,
            "the table that nvidia-smi prints",
            SMI),
        Arguments.of(
            """

            ==============NVSMI LOG==============

            Timestamp                                 : Fri Nov 28 20:00:00 2026
            Driver Version                            : 550.54.15
            """,
            "text of nvidia-smi -q",
            SMI),
        Arguments.of(
            """
            <?xml version="1.0" ?>
            <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
            <nvidia_smi_log>
            """,
            "XML of nvidia-smi -q -x",
            SMI),
        Arguments.of(
            """
            GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-aa)
              MIG 1g.10gb     Device  0: (UUID: MIG-bb)
            """,
            "text of nvidia-smi -L",
            SMI),
        Arguments.of(
            "\t\u001b[4mGPU0\tGPU1\tCPU Affinity\tNUMA Affinity\u001b[0m\nGPU0\t X \tNV18\t0-47\t0\n",
            "the matrix of nvidia-smi topo",
            SMI),
        Arguments.of(
            "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n",
            "an error message of nvidia-smi",
            "driver"),
        Arguments.of(
            "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\", Hostname=\"n1\"} => 40 @[1795896000]\n",
            "text of promtool query",
            "-o json"),
        Arguments.of(
            "{gpu=\"0\", Hostname=\"n1\"} =>\n40 @[1795896000]\n41 @[1795896015.5]\n",
            "text of promtool query",
            "-o json"),
        Arguments.of(
            "bash: line 1: nvidia-smi: command not found\n",
            "an error message of nvidia-smi",
            "driver"),
        Arguments.of(
            "node01  Fri Nov 28 20:00:00 2026  550.54.15\n[0] NVIDIA A10 | 41'C,   0 % |  10 / 23028 MB |\n",
            "text of gpustat", SMI),
        Arguments.of(
            "+--------+--------------+\n| GPU ID | Device       |\n",
            "a table drawn with lines",
            "nvidia-smi dmon"),
        Arguments.of(
            "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n",
            "a page of HTML",
            "login"),
        Arguments.of("\uFEFF<HTML>\n", "a page of HTML", "login"),
        Arguments.of(
            "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code></Error>\n", "XML", "any"),
        Arguments.of(
            "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 5\n",
            "a pointer of Git LFS",
            "git lfs pull"),
        Arguments.of(
            "nvidia_smi,host=node01,index=0 temperature_gpu=41i 1795896000000000000\n",
            "line protocol of InfluxDB",
            "prometheus"),
        Arguments.of(
            "{\"annotations\":{\"list\":[]},\"panels\":[{\"type\":\"stat\"}],\"title\":\"GPUs\"}",
            "JSON of a Grafana dashboard",
            "Download CSV"),
        Arguments.of(
            "{\"results\":{\"A\":{\"frames\":[{\"schema\":{}}]}}}",
            "JSON of Grafana's queries",
            "Download CSV"),
        Arguments.of(
            "{\"gpu\":0,\"temp\":41}\n{\"gpu\":1,\"temp\":42}\n", "JSON, an object a line", QUERY),
        Arguments.of("[\"a\", \"b\"]", "JSON, a list", QUERY),
        Arguments.of("[1, 2]", "JSON, a list", QUERY),
        Arguments.of("[[1, 2]]", "JSON, a list", QUERY),
        Arguments.of("[{\"gpu\": 0}]", "JSON, a list", QUERY),
        Arguments.of("{\n  \"hostname\": \"n\",\n  \"gpus\": []\n}", "JSON, and no answer", QUERY),
        Arguments.of("a\u0000\u0001\u0002\u0003b".repeat(20), "no text", "any other capture"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textIsCalledWhatItIs(String file, String looksLike, String instead) throws IOException {
    for (byte[] bytes :
        new byte[][] {
          file.getBytes(StandardCharsets.UTF_8),
          file.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)
        }) {
      UnreadableCaptureException refused =
          catchThrowableOfType(
              UnreadableCaptureException.class, () -> Captured.of(bytes, Given.NONE, "UTC"));

      assertThat(refused).as(file).hasMessageContaining(looksLike).hasMessageContaining(instead);
      assertThat(refused.report().kind()).isEqualTo("no_capture");
      assertThat(refused.report().looksLike()).startsWith(looksLike);
      assertThat(refused.report().separator()).isNull();
      assertThat(Capture.isSplittable(bytes, Given.NONE)).isFalse();
    }
  }

  static Stream<Arguments> binaries() {
    return Stream.of(
        Arguments.of("5041523115041500", "a file of Parquet", "duckdb"),
        Arguments.of("255044462d312e37", "a PDF", "any other capture"),
        Arguments.of("89504e470d0a1a0a0000000d", "a picture (PNG)", "any other capture"),
        Arguments.of("ffd8ffe000104a464946", "a picture (JPEG)", "any other capture"),
        Arguments.of("474946383961", "a picture (GIF)", "any other capture"),
        Arguments.of("524946460100000057454250", "a picture (WebP)", "any other capture"),
        Arguments.of("53514c69746520666f726d6174203300", "a database of SQLite", "sqlite3"),
        Arguments.of("d4c3b2a102000400", "network packets", "any other capture"),
        Arguments.of("0a0d0d0a1c0000004d3c2b1a", "network packets", "any other capture"),
        Arguments.of("85bd40dd01000000", "a block of Prometheus's database", "promtool tsdb dump"),
        Arguments.of("fd377a585a000004", "xz", "gzip, zstd or zip"),
        Arguments.of("d0cf11e0a1b11ae1", "xls", "saved as CSV"));
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void bytesAreCalledWhatTheyAre(String hex, String looksLike, String instead) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    for (byte[] file : new byte[][] {bytes, Arrays.copyOf(bytes, 5_000)}) {
      assertThat(refused(file)).contains(looksLike).contains(instead);
    }
  }

  @Test
  void anArchiveIsKnownByWhatStandsBehindItsFirstName() {
    byte[] tar = new byte[1024];
    byte[] name = "smi.csv".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, tar, 0, name.length);
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);

    assertThat(refused(tar)).contains("an archive of tar").contains("one by one");
  }

  /** What somebody is told of a file, wherever it is noticed. */
  private static String refused(byte[] file) {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> {
              InputStream text = Unpacked.of(new ByteArrayInputStream(file), Hint.NONE);
              Captured.of(text, Given.NONE, null, true);
            });
    assertThat(refused).isInstanceOf(ForeignFileException.class);
    CaptureReport report = CaptureReport.of(((ForeignFileException) refused).file());
    assertThat(refused).hasMessageContaining(report.looksLike());
    return refused.getMessage();
  }

  @Test
  void brokenJsonIsCalledJson() {
    UnreadableCaptureException refused =
        catchThrowableOfType(
            UnreadableCaptureException.class,
            () -> Captured.of("{\"status\":\"success\",\"data\":{\"result\":["));

    assertThat(refused.report().looksLike()).isEqualTo("JSON of Prometheus's API");
  }

  /** Whatever the bytes are: nothing but an answer comes. */
  @Test
  void anyBytesHaveAnAnswer() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(700)];
      random.nextBytes(bytes);
      assertThat(Foreign.of(bytes).map(Foreign::sentence)).isNotNull();
    }
    assertThat(Foreign.of("x".repeat(100_000).getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Foreign.of(new byte[0])).isEmpty();
  }

  /** One byte that is no text spoils its row, and no other. */
  @Test
  void textWithAByteThatIsNoneIsStillText() {
    Captured read =
        Captured.of(
            """
            timestamp,gpu_id,hostname,gpu_temp
            2026-11-28T20:00:00Z,0,n1,4\u00001
            2026-11-28T20:00:00Z,1,n1,42
            """);

    assertThat(read.samples()).containsExactly("n1/1 GPU_TEMP 20:00:00 42.0");
    assertThat(read.rejected()).isEqualTo(1);
  }
}
