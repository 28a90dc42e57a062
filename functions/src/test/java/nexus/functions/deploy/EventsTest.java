package nexus.functions.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import nexus.functions.testing.SampleEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the sample events have the shapes in which AWS sends them. */
final class EventsTest {

  private static JsonNode event(String file) throws IOException {
    return new JsonMapper().readTree(Files.readString(SampleEvents.file(file)));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Test
  void everyTriggerHasOneAndEveryFunctionAtLeastOne() throws IOException {
    try (Stream<Path> files = Files.list(Template.folder().resolve("events"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "ingestCsvChunk.s3.json",
              "ingestCsvChunk.eventbridge.json",
              "ingestCsvChunk.chunk.json",
              "drainQueueBatch.scheduler.json",
              "scrapeTargets.scheduler.json",
              "queryGpu.http.json",
              "clusterStats.http.json")
          .map(name -> name.substring(0, name.indexOf('.')))
          .containsAll(Handlers.classesByName().keySet());
    }
  }

  @Test
  void aNotificationOfS3HasAnEncodedKeyAndTheEventOfEventBridgeThePlainOne() throws IOException {
    JsonNode record = event("ingestCsvChunk.s3.json").at("/Records/0");
    JsonNode event = event("ingestCsvChunk.eventbridge.json");
    JsonNode before = record.at("/s3/object");
    JsonNode now = event.at("/detail/object");

    assertThat(record.path("eventSource").asText()).isEqualTo("aws:s3");
    assertThat(record.path("eventName").asText()).startsWith("ObjectCreated:");
    assertThat(before.path("key").asText()).doesNotContain(" ", "=").contains("+", "%2B");
    assertThat(event.path("source").asText()).isEqualTo("aws.s3");
    assertThat(event.path("detail-type").asText()).isEqualTo("Object Created");
    assertThat(now.path("key").asText()).isEqualTo(decoded(before.path("key").asText()));
    assertThat(now.path("version-id")).isEqualTo(before.path("versionId"));
    assertThat(now.path("etag")).isEqualTo(before.path("eTag"));
    assertThat(now.path("size")).isEqualTo(before.path("size"));
    assertThat(now.path("sequencer")).isEqualTo(before.path("sequencer"));
    assertThat(event.at("/detail/bucket/name")).isEqualTo(record.at("/s3/bucket/name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"drainQueueBatch.scheduler.json", "scrapeTargets.scheduler.json"})
  void aScheduleSendsItsDetailAsText(String file) throws IOException {
    JsonNode event = event(file);

    assertThat(event.path("source").asText()).isEqualTo("aws.scheduler");
    assertThat(event.path("detail-type").asText()).isEqualTo("Scheduled Event");
    assertThat(event.path("detail").isTextual()).isTrue();
    assertThat(event.path("detail").asText()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"queryGpu.http.json", "clusterStats.http.json"})
  void aRequestIsOfARouteOfTheTemplateInPayloadFormat2(String file) throws IOException {
    JsonNode event = event(file);
    String route = event.path("routeKey").asText();
    JsonNode http = event.at("/requestContext/http");

    assertThat(event.path("version").asText()).isEqualTo("2.0");
    assertThat(Template.read().resources("AWS::ApiGatewayV2::Route"))
        .anySatisfy(properties -> assertThat(properties).containsEntry("RouteKey", route));
    assertThat(http.path("method").asText() + " " + http.path("path").asText()).isEqualTo(route);
    assertThat(route).endsWith(" " + event.path("rawPath").asText());
    assertThat(event.path("isBase64Encoded").isBoolean()).isTrue();
    assertThat(event.path("headers").fieldNames())
        .toIterable()
        .allSatisfy(name -> assertThat(name).isLowerCase());
  }

  @ParameterizedTest
  @ValueSource(strings = {"queryGpu.http.json", "clusterStats.http.json"})
  void repeatedParametersAreJoinedByCommas(String file) throws IOException {
    JsonNode event = event(file);
    Map<String, String> joined = new TreeMap<>();
    for (String parameter : event.path("rawQueryString").asText().split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      joined.merge(decoded(parts[0]), decoded(parts[1]), (one, other) -> one + "," + other);
    }

    JsonNode expected = new JsonMapper().valueToTree(joined);
    assertThat(event.path("queryStringParameters")).isEqualTo(expected);
  }
}
