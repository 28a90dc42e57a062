package nexus.telemetry.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.model.SampleTimes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the cases of {@code src/test/resources/csv}: a new edge case needs no Java. */
class CsvCasesTest {

  private static final List<String> FILES =
      List.of(
          "header", "long", "wide", "values", "fields", "times", "lines", "mig", "files", "keys");

  /**
   * One case.
   *
   * @param id names the case
   * @param reason why it is as it is
   * @param csv lines of the file, joined by newlines
   * @param charset how the file is encoded; UTF-8 if null
   * @param now the clock, RFC 3339; a day after the usual time of the cases if null
   * @param tz zone of times without one; null if none is given
   * @param error what the header's error says; null if there is none
   * @param format the format told, or null
   * @param samples {@code host/gpu metric epochMs value}, in order
   * @param facts by {@code host/gpu}; null if the case is not about them
   */
  record Case(
      String id,
      String reason,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> csv,
      String charset,
      String now,
      String tz,
      String error,
      CsvHeader.Format format,
      Counts counts,
      List<Reject> rejects,
      List<String> samples,
      Map<String, GpuFacts> facts) {

    @Override
    public String toString() {
      return id + ": " + reason;
    }

    byte[] bytes() {
      return String.join("\n", csv).getBytes(Charset.forName(charset == null ? "UTF-8" : charset));
    }

    long nowMs() {
      return Instant.parse(now == null ? "2025-07-19T12:00:00Z" : now).toEpochMilli();
    }
  }

  record Counts(long rows, long values, long accepted, long missing, long rejected) {}

  record Reject(long line, String column, String reason, String text) {}

  static Stream<Case> cases() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Case> all = new ArrayList<>();
    for (String file : FILES) {
      try (InputStream in = CsvCasesTest.class.getResourceAsStream("/csv/" + file + ".json")) {
        all.addAll(json.readValue(in, new TypeReference<List<Case>>() {}));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void fileBecomesWhatTheCaseSays(Case expected) throws IOException {
    if (expected.error() != null) {
      assertThatThrownBy(() -> read(expected, 1 << 20))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(expected.error())
          .extracting(e -> ((InvalidInputException) e).field())
          .isEqualTo("csv");
      return;
    }
    List<ParsedChunk> chunks = read(expected, 1 << 20);
    assertThat(chunks).hasSizeLessThanOrEqualTo(1);
    check(expected, chunks);
    if (expected.facts() != null) {
      Map<String, GpuFacts> facts = new TreeMap<>();
      chunks.get(0).gpus().forEach(gpu -> facts.put(gpu.gpu().alias(), gpu.facts()));
      assertThat(facts).containsAllEntriesOf(expected.facts());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 17, 100})
  void smallChunksCountAndRejectTheSame(int chunkBytes) throws IOException {
    for (Case expected : cases().filter(one -> one.error() == null).toList()) {
      List<ParsedChunk> chunks = read(expected, chunkBytes);
      assertThat(counts(chunks)).as(expected.toString()).isEqualTo(expected.counts());
      checkRejects(expected, chunks);
    }
  }

  private static void check(Case expected, List<ParsedChunk> chunks) {
    assertThat(counts(chunks)).isEqualTo(expected.counts());
    checkRejects(expected, chunks);
    assertThat(chunks.stream().flatMap(chunk -> samples(chunk).stream()))
        .containsExactlyElementsOf(expected.samples());
  }

  private static void checkRejects(Case expected, List<ParsedChunk> chunks) {
    List<Reject> wanted = expected.rejects() == null ? List.of() : expected.rejects();
    List<RejectedRow> rejects = chunks.stream().flatMap(chunk -> chunk.rejects().stream()).toList();
    assertThat(rejects).as(expected.toString()).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(rejects.get(i).line()).as(expected.toString()).isEqualTo(wanted.get(i).line());
      assertThat(rejects.get(i).column()).isEqualTo(wanted.get(i).column());
      assertThat(rejects.get(i).reason()).contains(wanted.get(i).reason());
      if (wanted.get(i).text() != null) {
        assertThat(rejects.get(i).text()).isEqualTo(wanted.get(i).text());
      }
    }
  }

  private List<ParsedChunk> read(Case one, int chunkBytes) throws IOException {
    if (one.format() != null) {
      CsvPieces pieces = new CsvPieces(new ByteArrayInputStream(one.bytes()), chunkBytes, 0);
      assertThat(pieces.header().format()).isEqualTo(one.format());
    }
    Optional<ZoneId> zone = Optional.ofNullable(one.tz()).map(SampleTimes::zone);
    return Chunks.parse(one.bytes(), chunkBytes, one.nowMs(), zone);
  }

  private static Counts counts(List<ParsedChunk> chunks) {
    return new Counts(
        chunks.stream().mapToLong(ParsedChunk::rows).sum(),
        chunks.stream().mapToLong(ParsedChunk::values).sum(),
        chunks.stream().mapToLong(ParsedChunk::accepted).sum(),
        chunks.stream().mapToLong(ParsedChunk::missing).sum(),
        chunks.stream().mapToLong(ParsedChunk::rejected).sum());
  }

  private static List<String> samples(ParsedChunk chunk) {
    List<String> samples = new ArrayList<>();
    for (GpuSamples gpu : chunk.gpus()) {
      for (MetricColumn column : gpu.columns()) {
        for (int i = 0; i < column.size(); i++) {
          samples.add(
              gpu.gpu().alias()
                  + " "
                  + column.metric()
                  + " "
                  + column.time(i)
                  + " "
                  + column.value(i));
        }
      }
    }
    return samples;
  }
}
