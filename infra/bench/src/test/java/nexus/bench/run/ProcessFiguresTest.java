package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nexus.local.LocalFailure;
import org.junit.jupiter.api.Test;

class ProcessFiguresTest {

  @Test
  void nameOfAProcessMayHoldAnything() {
    String stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 100 200 3 4 123 45 6 7 20 0 30 0 99";

    assertThat(ProcessFigures.ticks(stat)).isEqualTo(168);
  }

  @Test
  void mostResidentMemoryIsReadInBytes() {
    String status = "Name:\tjava\nVmPeak:\t  999 kB\nVmHWM:\t  524288 kB\nVmRSS:\t 1 kB\n";

    assertThat(ProcessFigures.mostResident(status)).isEqualTo(512L << 20);
    assertThatThrownBy(() -> ProcessFigures.mostResident("")).isInstanceOf(LocalFailure.class);
  }
}
