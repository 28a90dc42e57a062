package nexus.functions.api.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;

class SeriesSizeTest {

  private static final GpuId GPU = new GpuId("h", "0");
  private static final long SPAN = 1_000;
  private static final long BASE = 1_000_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STRANGE = "\"\u0001\\é\"".repeat(20);

  private final TestStore store = new TestStore();

  private SeriesAnswer ask(long maxBytes, String cursor, String... more) {
    Map<String, List<String>> parameters = new TreeMap<>();
    parameters.put("gpu", List.of("h/0"));
    parameters.put("limit", List.of("100000"));
    for (int i = 0; i < more.length; i += 2) {
      parameters.put(more[i], List.of(more[i + 1]));
    }
    if (cursor != null) {
      parameters.put("cursor", List.of(cursor));
    }
    return Ask.series(store.kv, store.keys, SPAN, TestStore.CLOCK, parameters, maxBytes);
  }

  /** Every page, each checked for its size as JSON within JSON. */
  private List<SeriesAnswer> pages(long maxBytes, String... more) throws JsonProcessingException {
    List<SeriesAnswer> pages = new ArrayList<>();
    String cursor = null;
    do {
      SeriesAnswer page = ask(maxBytes, cursor, more);
      String within = JSON.writeValueAsString(JSON.writeValueAsString(page));
      assertThat(within.getBytes(UTF_8).length - 2).isLessThanOrEqualTo((int) maxBytes);
      pages.add(page);
      cursor = page.cursor();
    } while (cursor != null);
    return pages;
  }

  private static Map<String, List<Object>> joined(List<SeriesAnswer> pages) {
    Map<String, List<Object>> joined = new TreeMap<>();
    for (SeriesAnswer page : pages) {
      for (SeriesAnswer.Series series : page.series()) {
        MetricColumn points = series.points();
        for (int i = 0; i < points.size(); i++) {
          joined
              .computeIfAbsent(series.metric(), metric -> new ArrayList<>())
              .add(List.of(points.time(i), points.value(i)));
        }
      }
    }
    return joined;
  }

  private void store(int metrics, int points) {
    MetricColumn[] columns = new MetricColumn[metrics];
    for (int metric = 0; metric < metrics; metric++) {
      long[] times = new long[points];
      double[] values = new double[points];
      for (int i = 0; i < points; i++) {
        times[i] = BASE + 100L * i + metric % 7;
        values[i] = -Math.exp(-i - metric - 1);
      }
      String name = "M" + (1_000 + metric);
      columns[metric] =
          new MetricColumn(name + "x".repeat(metric % 2 == 0 ? 253 - 5 : 0), times, values);
    }
    store.gpu(GPU, TestStore.facts("", STRANGE), SPAN, List.of(), columns);
  }

  @Test
  void pagesThatAreCutBySizeJoinToTheWhole() throws JsonProcessingException {
    store(100, 30);
    String[] range = {"from", Long.toString(BASE)};
    List<SeriesAnswer> whole = pages(100_000_000, range);
    assertThat(whole).hasSize(1);

    for (long maxBytes : new long[] {3_000, 10_000, 50_000}) {
      List<SeriesAnswer> pages = pages(maxBytes, range);

      assertThat(pages).hasSizeGreaterThan(3);
      assertThat(joined(pages)).isEqualTo(joined(whole));
    }
  }

  @Test
  void newestValuesAndBucketsAreCutToo() throws JsonProcessingException {
    store(100, 30);
    String[] buckets = {"from", Long.toString(BASE), "step", "300ms"};

    assertThat(joined(pages(10_000))).isEqualTo(joined(pages(100_000_000)));
    assertThat(joined(pages(10_000, buckets))).isEqualTo(joined(pages(100_000_000, buckets)));
  }

  @Test
  void anAnswerThatFitsIsWhatItWasAsked() {
    store(10, 30);

    SeriesAnswer page = ask(1_000_000, null, "from", Long.toString(BASE));

    assertThat(page.cursor()).isNull();
    assertThat(page.series()).hasSize(10);
  }

  @Test
  void aPageHasAPointHoweverSmallItShouldBe() {
    store(3, 2);

    SeriesAnswer page = ask(1, null, "from", Long.toString(BASE));

    assertThat(joined(List.of(page)).values())
        .containsExactly(List.of(List.of(BASE, -Math.exp(-1))));
    assertThat(page.cursor()).isNotNull();
  }
}
