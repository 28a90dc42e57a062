package nexus.functions.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nexus.functions.meters.ScrapeVitals;
import nexus.functions.wiring.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundsTest {

  private static final long START_MS = 1_700_000_000_000L;

  @TempDir private Path folder;
  private final ScrapeVitals vitals = new ScrapeVitals();
  private final List<String> scraped = new ArrayList<>();
  private long nowMs = START_MS;

  private Rounds rounds(String targets, String interval) {
    return new Rounds(
        TestSettings.scraping(targets, interval),
        () -> Instant.ofEpochMilli(nowMs),
        vitals,
        target -> scraped.add(target.target().name()));
  }

  private void pass(Rounds rounds, int seconds) {
    for (int i = 0; i < seconds; i++) {
      rounds.round();
      nowMs += 1_000;
    }
  }

  @Test
  void everyTargetIsScrapedOnceAnIntervalAndTheyAreSpreadOverIt() {
    String targets =
        IntStream.range(0, 300)
            .mapToObj(number -> "http://node" + number + ":9400/metrics")
            .collect(Collectors.joining(","));
    Rounds rounds = rounds(targets, "15s");
    rounds.round();
    assertThat(scraped).isEmpty();
    Map<String, Integer> counts = new HashMap<>();
    for (int second = 0; second < 150; second++) {
      scraped.clear();
      nowMs += 1_000;
      rounds.round();
      assertThat(scraped).as("second " + second).hasSizeBetween(5, 45);
      scraped.forEach(name -> counts.merge(name, 1, Integer::sum));
    }

    assertThat(counts).hasSize(300);
    assertThat(counts.values()).containsOnly(10);
  }

  @Test
  void aTargetHasTheSameOffsetInEveryProcess() {
    Spread spread = new Spread(15_000);

    assertThat(spread.offsetMs("http://node1:9400/metrics"))
        .isEqualTo(spread.offsetMs("http://node1:9400/metrics"))
        .isBetween(0L, 14_999L)
        .isNotEqualTo(spread.offsetMs("http://node2:9400/metrics"));
  }

  @Test
  void aClockThatIsPutBackStopsNothing() {
    Rounds rounds = rounds("http://a:1/metrics", "5s");
    pass(rounds, 6);
    nowMs -= 3_600_000;
    scraped.clear();
    pass(rounds, 10);

    assertThat(scraped).hasSizeBetween(2, 3);
  }

  @Test
  void aFileIsReadAgainWhenItChangesAndWhatStaysGoesOn() throws IOException {
    Path file = Files.writeString(folder.resolve("t.json"), "[{\"targets\":[\"a:1\",\"b:1\"]}]");
    Rounds rounds = rounds(file.toString(), "5s");
    pass(rounds, 6);
    assertThat(scraped).contains("http://a:1/metrics", "http://b:1/metrics");
    vitals.scraped("http://a:1/metrics", new ScrapeVitals.Last(true, 1, OptionalLong.of(1)));
    vitals.scraped("http://b:1/metrics", new ScrapeVitals.Last(true, 1, OptionalLong.of(1)));

    Files.writeString(file, "[{\"targets\":[\"b:1\",\"c:1\"]}]");
    scraped.clear();
    pass(rounds, 50);

    assertThat(scraped).doesNotContain("http://a:1/metrics");
    assertThat(Collections.frequency(scraped, "http://b:1/metrics")).isEqualTo(10);
    assertThat(Collections.frequency(scraped, "http://c:1/metrics")).isBetween(9, 10);
    assertThat(vitals.state().orElseThrow().last()).containsOnlyKeys("http://b:1/metrics");
  }

  @Test
  void whileAFileCannotBeUsedTheTargetsBeforeAreScraped() throws IOException {
    Path file = Files.writeString(folder.resolve("t.json"), "[{\"targets\":[\"a:1\"]}]");
    Rounds rounds = rounds(file.toString(), "5s");
    pass(rounds, 1);
    assertThat(vitals.state().orElseThrow().targetsRead()).isTrue();
    for (String bad : List.of("[{", "[{\"targets\":[\"a/b\"]}]", " ".repeat(2 << 20))) {
      Files.writeString(file, bad);
      scraped.clear();
      pass(rounds, 5);
      assertThat(scraped).containsExactly("http://a:1/metrics");
      assertThat(vitals.state().orElseThrow().targetsRead()).isFalse();
    }
    Files.delete(file);
    scraped.clear();
    pass(rounds, 5);
    assertThat(scraped).containsExactly("http://a:1/metrics");
    assertThat(vitals.state().orElseThrow().targetsRead()).isFalse();

    Files.writeString(file, "[{\"targets\":[\"b:1\"]}]");
    scraped.clear();
    pass(rounds, 6);
    assertThat(scraped).contains("http://b:1/metrics").doesNotContain("http://a:1/metrics");
    assertThat(vitals.state().orElseThrow().targetsRead()).isTrue();
  }
}
