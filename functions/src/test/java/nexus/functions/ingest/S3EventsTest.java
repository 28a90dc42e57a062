package nexus.functions.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import nexus.functions.testing.SampleEvents;
import nexus.telemetry.ingest.ChunkRequest;
import nexus.telemetry.ingest.objects.ObjectVersion;
import nexus.telemetry.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class S3EventsTest {

  private static final ObjectVersion OBJECT =
      new ObjectVersion(
          "nexus-telemetry-captures",
          "cluster=prod/2026-01-01/dgx a01 + a02.csv",
          "096fKKXTRTtl3on89fVO.nfljtsv6qko",
          "d41d8cd98f00b204e9800998ecf8427e");

  private static JsonNode event(String file) throws IOException {
    return new JsonMapper().readTree(Files.readString(SampleEvents.file(file)));
  }

  @Test
  void bothKindsOfEventNameTheSameObject() throws IOException {
    assertThat(S3Events.objects(event("ingestCsvChunk.s3.json")).orElseThrow())
        .containsExactly(OBJECT);
    assertThat(S3Events.objects(event("ingestCsvChunk.eventbridge.json")).orElseThrow())
        .containsExactly(OBJECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%2", "a%zz.csv", "%-1"})
  void aKeyThatCannotBeDecodedIsTold(String key) throws IOException {
    JsonNode event = event("ingestCsvChunk.s3.json");
    ((ObjectNode) event.at("/Records/0/s3/object")).put("key", key);

    assertThatThrownBy(() -> S3Events.objects(event))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the key is not URL-encoded");
  }

  /** Members that are of another kind, or not there, in every place. */
  @ParameterizedTest
  @ValueSource(
      strings = {"null", "5", "\"\"", "[]", "{}", "[null]", "[[]]", "{\"Records\":[5]}", "true"})
  void anEventOfAnyShapeIsReadOrRefused(String json) throws IOException {
    JsonMapper mapper = new JsonMapper();
    List<String> events = List.of("ingestCsvChunk.s3.json", "ingestCsvChunk.eventbridge.json");
    for (String file : events) {
      for (String path :
          List.of(
              "/Records",
              "/Records/0/s3",
              "/Records/0/s3/bucket",
              "/Records/0/s3/object",
              "/detail",
              "/detail/object",
              "/detail/bucket")) {
        JsonNode event = event(file);
        int cut = path.lastIndexOf('/');
        if (event.at(path.substring(0, cut)) instanceof ObjectNode parent) {
          parent.set(path.substring(cut + 1), mapper.readTree(json));
        }
        assertReadOrRefused(event);
      }
    }
    assertReadOrRefused(mapper.readTree(json));
  }

  private static void assertReadOrRefused(JsonNode event) {
    try {
      assertThat(S3Events.objects(event)).isNotNull();
    } catch (InvalidInputException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void removedObjectsAndTestEventsNameNone() throws IOException {
    JsonNode removed = event("ingestCsvChunk.s3.json");
    ((ObjectNode) removed.at("/Records/0")).put("eventName", "ObjectRemoved:Delete");
    JsonNode test =
        new JsonMapper().readTree("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");

    assertThat(S3Events.objects(removed).orElseThrow()).isEmpty();
    assertThat(S3Events.objects(test).orElseThrow()).isEmpty();
  }

  @Test
  void otherEventsAreNone() throws IOException {
    assertThat(S3Events.objects(event("drainQueueBatch.scheduler.json"))).isEmpty();
    assertThat(S3Events.objects(event("ingestCsvChunk.chunk.json"))).isEmpty();
  }

  @Test
  void theSampleOfAChunkIsOneOfTheSameObject() throws IOException {
    ChunkRequest chunk =
        new JsonMapper().treeToValue(event("ingestCsvChunk.chunk.json"), ChunkRequest.class);

    assertThat(new ObjectVersion(chunk.bucket(), chunk.key(), chunk.versionId(), chunk.etag()))
        .isEqualTo(OBJECT);
    assertThat(chunk.offset()).isEqualTo((long) chunk.chunk() * chunk.length());
  }
}
