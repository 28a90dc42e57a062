package nexus.local.cli;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadTest {

  private static Optional<Head> of(String start) {
    return Head.of(start.replace('/', '\n').getBytes(UTF_8), false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timestamp, index, utilization.gpu [%]/2026/11/28| 1",
        "sep=;/timestamp;gpu_id/1;2/| 2",
        "# gpu   pwr gtemp/# Idx     W     C/    0    57    45/| 2",
        "#Date,Time,gpu/#YYYYMMDD,HH:MM:SS,Idx/20261128, 20:00:00, 0/| 2",
        "#Entity   GPUTL/ID/GPU 0     0/| 2",
        "#Entity   GPUTL/GPU 0     0/| 1",
        "# HELP DCGM_FI_DEV_GPU_UTIL It/# TYPE DCGM_FI_DEV_GPU_UTIL gauge/| 0",
        "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\",modelName=\"A 100\"} 45/| 0",
        "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 4.5e1 1795896000000/| 0",
        "go_goroutines 12/| 0",
        "{\"status\":\"success\"}/| 0",
        "timestamp\tgpu_id\tvalue/| 1",
        "nohup: ignoring input/timestamp, index/2026, 0/| 2",
        "/nohup: ignoring input/# gpu   pwr/# Idx     W/    0    57/| 4",
        "    0    57    45/    0    58    45/| 1",
        "GPU 0     0    5/GPU 1     0    5/| 1",
      })
  void headIsTheLinesThatSayHowToReadTheOthers(String start, int lines) {
    assertThat(of(start)).map(Head::lines).contains(lines);
  }

  @ParameterizedTest
  @CsvSource({"timestamp", "sep=;/timestamp", "'# gpu pwr/# Idx W/'", "''"})
  void headThatMayGoOnIsNotKnownYet(String start) {
    assertThat(of(start)).isEmpty();
  }

  @Test
  void fileWithoutAHeaderHasNone() {
    assertThat(Head.of("0, 45 %\n".getBytes(UTF_8), true)).map(Head::bytes).contains(0);
  }

  @Test
  void markOfUtf16IsPartOfEveryHead() {
    byte[] header = "\ufeffa,b\n1,2\n".getBytes(UTF_16LE);
    byte[] prometheus = "\ufeffup 1\n".getBytes(UTF_16LE);

    assertThat(Head.of(header, false)).contains(new Head(LineEnds.UTF_16LE, 10, 1));
    assertThat(Head.of(prometheus, false)).contains(new Head(LineEnds.UTF_16LE, 2, 0));
  }

  @Test
  void newlineOfUtf16IsOneCharacterAndNotHalfOfTwo() {
    byte[] text = "\ufeff\u0a00\n\u0a0a".getBytes(UTF_16LE);

    assertThat(LineEnds.UTF_16LE.after(text, 2)).isEqualTo(6);
    assertThat(LineEnds.UTF_16LE.afterLast(text)).isEqualTo(6);
    assertThat(LineEnds.UTF_16LE.count(text, text.length)).isEqualTo(1);
  }

  @Test
  void firstLineWithoutEndIsNoHead() {
    assertThat(Head.of(new byte[Head.MOST_BYTES], false)).map(Head::bytes).contains(0);
  }
}
