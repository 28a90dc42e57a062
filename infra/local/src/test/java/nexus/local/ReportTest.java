package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void ledgerTellsAllThreeCountsWithSeparators() throws JsonProcessingException {
    JsonNode ingest = json("{'accepted':1234567,'missing':0,'rejected':12,'rejects':[]}");

    assertThat(Report.ledger(ingest))
        .containsExactly("1,234,567 values accepted, 0 missing, 12 rejected");
    assertThat(Report.ledger(json("{'accepted':1,'missing':0,'rejected':0,'expired':1234}")))
        .containsExactly(
            "1 values accepted, 0 missing, 0 rejected, 1,234 older than the retention");
  }

  @Test
  void ledgerShowsTheFirstFiveRejectedRows() throws JsonProcessingException {
    String rejects =
        "{'line':2,'reason':'bad time'}," + "{'line':3,'reason':'no host'},".repeat(7) + "{}";
    JsonNode ingest = json("{'accepted':0,'missing':0,'rejected':9,'rejects':[" + rejects + "]}");

    assertThat(Report.ledger(ingest))
        .hasSize(7)
        .contains("  line 2: bad time")
        .endsWith("  line 3: no host", "  …");
  }

  @Test
  void numbersLoseOnlyTheZerosAfterTheirPoint() {
    assertThat(Report.number(100)).isEqualTo("100");
    assertThat(Report.number(0)).isEqualTo("0");
    assertThat(Report.number(117.77)).isEqualTo("117.77");
    assertThat(Report.number(-0.5)).isEqualTo("-0.5");
  }

  @Test
  void sparkSpansFromTheLowestBarToTheHighest() {
    assertThat(Report.spark(values(0, 1, 2, 3, 4, 5, 6, 7), 60)).isEqualTo("▁▂▃▄▅▆▇█");
    assertThat(Report.spark(values(5, 5, 5), 60)).isEqualTo("▁▁▁");
    assertThat(Report.spark(List.of(), 60)).isEmpty();
  }

  @Test
  void longSeriesAreAveragedIntoTheWidth() {
    List<Double> series = DoubleStream.iterate(0, value -> value + 1).limit(1001).boxed().toList();

    assertThat(Report.spark(series, 60)).hasSizeLessThanOrEqualTo(60).startsWith("▁").endsWith("█");
  }

  @Test
  void tableHasALineForEveryMetric() throws JsonProcessingException {
    JsonNode metrics =
        json("{'POWER':{'count':247,'avg':200.5,'min':66.781,'max':689.457,'p50':120,'p95':650}}");

    assertThat(Report.table(metrics)).hasSize(2);
    assertThat(Report.table(metrics).get(1).split(" +", -1))
        .containsExactly("POWER", "247", "200.5", "66.781", "689.457", "120", "650");
  }

  @Test
  void barOfAnEmptyFileIsFull() {
    assertThat(Report.bar(0, 0)).contains("100 %");
    assertThat(Report.bar(500_000, 1_000_000)).contains(" 50 %").contains("0.5 of 1.0 MB");
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new JsonMapper().readTree(text.replace('\'', '"'));
  }

  private static List<Double> values(double... values) {
    return DoubleStream.of(values).boxed().toList();
  }
}
