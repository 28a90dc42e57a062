package nexus.functions.api.uploads;

import static nexus.telemetry.testing.TestStore.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import nexus.functions.http.Request;
import nexus.functions.wiring.TestSettings;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.RejectedRow;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.uploads.IngestProgress;
import nexus.telemetry.query.uploads.IngestProgress.Chunks;
import nexus.telemetry.query.uploads.IngestProgress.Failure;
import nexus.telemetry.query.uploads.IngestProgress.Source;
import nexus.telemetry.query.uploads.IngestProgress.Status;
import nexus.telemetry.query.uploads.IngestQuery;
import nexus.telemetry.testing.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadFunctionsTest {

  private final TestStore store = new TestStore();
  private final UploadFunctions uploads =
      new UploadFunctions(
          new IngestQuery(store.kv, store.keys),
          TestSettings.ofCluster(CLUSTER),
          InstantSource.system());

  private static Request request(String... parameters) {
    return new Request(TestStore.parameters(parameters), "", () -> new byte[0], Long.MAX_VALUE);
  }

  private static String json(Object answer) throws IOException {
    return new ObjectMapper().writeValueAsString(answer);
  }

  @Test
  void whatThereIsNotIsLeftOut() throws IOException {
    IngestProgress progress =
        new IngestProgress(
            "c",
            "u",
            Status.RUNNING,
            Optional.empty(),
            new Chunks(2, 1, 0),
            3,
            11,
            7,
            1,
            1,
            2,
            2,
            1,
            2,
            1,
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(),
            List.of());

    assertThat(json(UploadAnswer.of(progress)))
        .isEqualTo(
            "{\"cluster\":\"c\",\"upload\":\"u\",\"status\":\"RUNNING\","
                + "\"chunks\":{\"planned\":2,\"done\":1,\"failed\":0},\"rows\":3,\"values\":11,"
                + "\"accepted\":7,\"missing\":1,\"rejected\":1,\"expired\":2,\"inexact\":2,"
                + "\"stored\":4,\"repeated\":1,\"replaced\":2,\"messages\":1,"
                + "\"failures\":[],\"rejects\":[]}");
  }

  @Test
  void whatThereIsIsToldWithItsTimes() throws IOException {
    IngestProgress progress =
        new IngestProgress(
            "c",
            "u",
            Status.FAILED,
            Optional.of(new Source("b", "k", null, "e", 5)),
            new Chunks(2, 1, 1),
            1,
            1,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            OptionalLong.of(0),
            OptionalLong.of(1),
            OptionalLong.of(1_000),
            OptionalLong.of(2_000),
            List.of(new Failure(1, "because", OptionalLong.of(3_000))),
            List.of(new RejectedRow(7, "no number", "value", "x,y")));

    assertThat(json(UploadAnswer.of(progress)))
        .contains(
            "\"source\":{\"bucket\":\"b\",\"key\":\"k\",\"etag\":\"e\",\"bytes\":5}",
            "\"firstTime\":\"1970-01-01T00:00:00Z\",\"lastTime\":\"1970-01-01T00:00:00.001Z\","
                + "\"plannedAt\":\"1970-01-01T00:00:01Z\",\"updatedAt\":\"1970-01-01T00:00:02Z\"",
            "\"failures\":[{\"chunk\":1,\"reason\":\"because\",\"at\":\"1970-01-01T00:00:03Z\"}]",
            "\"rejects\":[{\"line\":7,\"reason\":\"no number\",\"column\":\"value\","
                + "\"text\":\"x,y\"}]");
  }

  @Test
  void anEmptyPageEndsTheList() throws IOException {
    assertThat(json(uploads.page(request())))
        .isEqualTo("{\"cluster\":\"c1\",\"ingests\":[],\"cursor\":null}");
    assertThatThrownBy(() -> uploads.one(request("upload", "none")))
        .isInstanceOfSatisfying(
            NotFoundException.class, e -> assertThat(e.field()).isEqualTo("upload"));
  }

  @ParameterizedTest
  @CsvSource({"limit, 0", "limit, 101", "cursor, x", "cursor, eA", "cluster, .."})
  void whatCannotBeUsedIsNamed(String parameter, String value) {
    assertThatThrownBy(() -> uploads.page(request(parameter, value)))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(parameter));
  }
}
