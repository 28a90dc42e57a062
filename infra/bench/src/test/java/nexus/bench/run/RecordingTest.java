package nexus.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nexus.bench.Generate;
import nexus.bench.Gpu;
import nexus.bench.Metric;
import nexus.bench.Plan;
import org.junit.jupiter.api.Test;

class RecordingTest {

  @Test
  void recordedValuesAreThoseOfTheGeneratedRows() throws IOException {
    Plan plan = Bench.plan("--first-host 5 --hosts 3 --gpus 2 --scrapes 7");

    List<Map<Metric, int[]>> recorded =
        Recording.of(plan.fleet(), plan.chosenMetrics(), plan.scrapes(), 2);

    assertThat(recorded).hasSize(3);
    for (int g = 0; g < recorded.size(); g++) {
      Gpu gpu = plan.fleet().gpus().get(2 * g);
      for (Metric metric : Metric.values()) {
        List<Double> values = new ArrayList<>();
        for (int value : recorded.get(g).get(metric)) {
          values.add(metric.scaled(value));
        }
        assertThat(values).isEqualTo(generated(plan, gpu, metric));
      }
    }
  }

  private static List<Double> generated(Plan plan, Gpu gpu, Metric metric) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Generate.write(plan, out);
    String csv = out.toString(StandardCharsets.UTF_8);
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv);
        Stream<NamedCsvRecord> rows = reader.stream()) {
      return rows.filter(row -> row.getField("uuid").equals(gpu.uuid()))
          .filter(row -> row.getField("metric_name").equals(metric.dcgmName()))
          .map(row -> Double.valueOf(row.getField("value")))
          .toList();
    }
  }
}
