package nexus.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import nexus.telemetry.capture.prometheus.TextRows;
import nexus.telemetry.capture.series.Clusters;
import nexus.telemetry.capture.series.LiveRows;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.KeptParsers;
import nexus.telemetry.csv.ParsedChunk;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A request says the same whatever was read before it. */
class KeptParsersTest {

  private static final long NOW = 1_767_225_600_000L;
  private static final Clusters CLUSTER = new Clusters(Optional.of("c"), "c");
  private static final List<String> METRICS =
      List.of(
          "DCGM_FI_DEV_GPU_UTIL",
          "DCGM_FI_DEV_GPU_TEMP",
          "DCGM_FI_DEV_XID_ERRORS",
          "nvidia_smi_utilization_gpu_ratio",
          "node_load1");
  private static final List<String> VALUES =
      List.of("0", "7", "97", "41.5", "1e1", "NaN", "-1", "9223372036854775794", "+Inf", "x");

  @RepeatedTest(300)
  void aRequestIsReadAsByANewParser(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    KeptParsers kept = new KeptParsers();
    List<String> series = series(random);
    for (int request = 0; request < 12; request++) {
      String text = text(random, series);
      Given given = given(random, request);
      long earliest = random.nextInt(4) == 0 ? NOW - random.nextInt(200_000) : 0;
      long now = NOW - random.nextInt(3) * 86_400_000L;

      assertThat(parse(kept, text, given, earliest, now))
          .as("request %s of seed %s:%n%s", request, repetition.getCurrentRepetition(), text)
          .isEqualTo(parse(new KeptParsers(), text, given, earliest, now));
    }
  }

  @Test
  void rowsWithoutTimesHaveThatOfTheirOwnRequest() {
    KeptParsers kept = new KeptParsers();
    for (int i = 0; i < 3; i++) {
      long time = NOW + i * 15_000L;
      Given given = new Given(null, null, null, Long.toString(time), null, List.of());
      ParsedChunk chunk =
          parse(
              kept,
              "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\",Hostname=\"a\"} "
                  + i
                  + "\n"
                  + "DCGM_FI_DEV_GPU_UTIL{gpu=\"1\",Hostname=\"a\"} 5\n",
              given,
              0,
              NOW);

      assertThat(chunk.gpus())
          .allSatisfy(gpu -> assertThat(gpu.firstMs()).isEqualTo(time))
          .hasSize(2);
      assertThat(chunk.gpus().get(0).columns().get(0).value(0)).isEqualTo(i);
    }
  }

  @Test
  void rowsWithAndWithoutATimeKeepTheirOwn() {
    KeptParsers kept = new KeptParsers();
    for (int i = 0; i < 4; i++) {
      long time = NOW + i * 10_000L;
      Given given = new Given(null, null, null, Long.toString(time + 5_000), null, List.of());
      StringBuilder text = new StringBuilder();
      for (int gpu = 0; gpu < 6; gpu++) {
        String own = gpu % 2 == 0 ? "" : " " + time;
        text.append(
            "DCGM_FI_DEV_GPU_TEMP{gpu=\"%d\",Hostname=\"a\"} %d%s\n".formatted(gpu, i, own));
      }

      assertThat(parse(kept, text.toString(), given, 0, NOW).gpus())
          .extracting(one -> one.firstMs() - time)
          .containsExactly(5_000L, 0L, 5_000L, 0L, 5_000L, 0L);
    }
  }

  private static ParsedChunk parse(
      KeptParsers parsers, String text, Given given, long earliest, long now) {
    LiveRows rows = TextRows.of(text.getBytes(StandardCharsets.UTF_8), CLUSTER, given);
    CsvPiece piece = rows.pieces().getOrDefault("c", new CsvPiece(0, 0, new byte[0], 0));
    return parsers.parse("c", rows.header(), piece, earliest, now).chunk();
  }

  /** Given hosts and times change from request to request. */
  private static Given given(Random random, int request) {
    String host = random.nextInt(4) == 0 ? "given" : null;
    String gpu = random.nextInt(6) == 0 ? "0" : null;
    String time = random.nextInt(4) == 0 ? null : Long.toString(NOW - 60_000 + request * 15_000L);
    String interval = random.nextInt(3) == 0 ? "15s" : null;
    return new Given(host, gpu, null, time, interval, List.of());
  }

  /** Few series, told apart by this and that, of hosts and GPUs that are said in several ways. */
  private static List<String> series(Random random) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<String> labels = new ArrayList<>();
      if (random.nextInt(5) > 0) {
        labels.add("gpu=\"" + random.nextInt(2) + "\"");
      }
      if (random.nextInt(4) > 0) {
        labels.add("UUID=\"GPU-" + "ab".charAt(random.nextInt(2)) + "\"");
      }
      if (random.nextInt(4) > 0) {
        labels.add("Hostname=\"h" + random.nextInt(2) + "\"");
      }
      if (random.nextInt(3) == 0) {
        labels.add("instance=\"i" + random.nextInt(2) + ":9400\"");
      }
      if (random.nextInt(5) == 0) {
        labels.add("GPU_I_ID=\"" + random.nextInt(2) + "\"");
      }
      if (random.nextInt(4) == 0) {
        labels.add("xid=\"" + (31 + random.nextInt(2)) + "\"");
      }
      if (random.nextInt(4) == 0) {
        labels.add("pod=\"p" + random.nextInt(2) + (random.nextInt(6) == 0 ? "é" : "") + "\"");
      }
      String metric = METRICS.get(random.nextInt(METRICS.size()));
      all.add(metric + "{" + String.join(",", labels) + "}");
    }
    return all;
  }

  private static String text(Random random, List<String> series) {
    StringBuilder text = new StringBuilder("# HELP of what comes\n");
    long time = NOW - random.nextInt(300_000);
    boolean timed = random.nextInt(3) > 0;
    int mixed = 2 + random.nextInt(8);
    for (String one : series) {
      if (random.nextInt(12) == 0) {
        continue;
      }
      String value = random.nextInt(3) == 0 ? VALUES.get(random.nextInt(VALUES.size())) : "42";
      int copies = random.nextInt(8) == 0 ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        text.append(one).append(' ').append(value);
        if (timed || random.nextInt(mixed) == 0) {
          text.append(random.nextInt(9) == 0 ? "  " : " ").append(time);
        }
        if (random.nextInt(12) == 0) {
          text.append(" # {trace=\"a\"} 1");
        }
        text.append(random.nextInt(12) == 0 ? "\r\n" : "\n");
      }
    }
    return text.toString();
  }
}
