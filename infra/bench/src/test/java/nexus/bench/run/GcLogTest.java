package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GcLogTest {

  @Test
  void mostBeforeAndAfterACollectionAreFound() {
    Stream<String> lines =
        """
        [0.005s][info][gc] Using Parallel
        [0.5s][info][gc] GC(0) Pause Young (Allocation Failure) 131M->20M(491M) 5.1ms
        [0.9s][info][gc] GC(1) Pause Young (Allocation Failure) 151M->19M(491M) 4.0ms
        [1.9s][info][gc] GC(2) Pause Full (Ergonomics) 149M->31M(491M) 40.0ms
        """
            .lines();

    assertThat(GcLog.of(lines)).isEqualTo(new GcLog(151, 31));
  }

  @Test
  void logWithoutACollectionIsNothing() {
    assertThat(GcLog.of(Stream.of("[0.005s][info][gc] Using Parallel"))).isEqualTo(new GcLog(0, 0));
  }
}
