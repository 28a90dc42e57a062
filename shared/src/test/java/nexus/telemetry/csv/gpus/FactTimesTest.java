package nexus.telemetry.csv.gpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.Runs;
import org.junit.jupiter.api.Test;

final class FactTimesTest {

  private final FactTimes facts = new FactTimes();

  private static GpuFacts of(String pod) {
    Map<String, String> labels = pod.isEmpty() ? Map.of() : Map.of("pod", pod);
    return new GpuFacts("GPU-1", "", "", "", labels);
  }

  private void say(String pod, long... times) {
    facts.add(times, 0, times.length - 1, of(pod));
  }

  private static String pod(Runs<GpuFacts> runs, long time) {
    return runs.at(time).labels().getOrDefault("pod", "");
  }

  @Test
  void aSamplesOwnPodCountsAndNotWhatAnotherSeriesSaidBeforeAndBehind() {
    say("a", 0, 1_200);
    say("b", 600);

    Runs<GpuFacts> runs = facts.runs();

    assertThat(pod(runs, 0)).isEqualTo("a");
    assertThat(pod(runs, 600)).isEqualTo("b");
    assertThat(pod(runs, 1_200)).isEqualTo("a");
  }

  @Test
  void samplesOfSeriesThatTakeTurnsHaveEachTheirOwn() {
    say("a", 0, 20, 40, 60);
    say("b", 10, 30, 50);

    Runs<GpuFacts> runs = facts.runs();

    for (long time = 0; time <= 60; time += 10) {
      assertThat(pod(runs, time)).as("%d", time).isEqualTo(time % 20 == 0 ? "a" : "b");
    }
  }

  @Test
  void aSeriesThatNamesNoneGoesWithTheOthers() {
    say("a", 0, 10, 20);
    say("", 5, 15);

    Runs<GpuFacts> runs = facts.runs();

    assertThat(pod(runs, 5)).isEqualTo("a");
    assertThat(pod(runs, 15)).isEqualTo("a");
  }

  @Test
  void ofOneTimeTheSameIsTakenWhateverCameFirst() {
    say("b", 0, 10);
    say("a", 0, 10);
    FactTimes other = new FactTimes();
    other.add(new long[] {0, 10}, 0, 1, of("a"));
    other.add(new long[] {0, 10}, 0, 1, of("b"));

    assertThat(facts.runs()).isEqualTo(other.runs());
  }
}
