package nexus.lambda;

import static nexus.lambda.Cloud.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.lambda.S3Bucket.Put;
import nexus.telemetry.testing.Packed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ingestCsvChunk} out of function.zip: objects of S3 to stored points. Long, as every way an
 * upload can go is a test of its own over the same few helpers.
 */
@ExtendWith(Cloud.Extension.class)
@EnabledOnOs(OS.LINUX)
final class IngestIT {

  private static final String INGEST = "ingestCsvChunk";
  private static final int CHUNK = 64 << 10;

  /** Scrapes of which the rows take three chunks. */
  private static final int THREE_CHUNKS = 260;

  private final Cloud cloud;

  IngestIT(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Invokes with an event; the answer is no error. */
  private JsonNode ingest(String event) throws InterruptedException {
    return succeeded(cloud.invoke(INGEST, event));
  }

  private JsonNode ingestOnceEtcdIsBack(String event) throws InterruptedException {
    return succeeded(cloud.invokeOnceEtcdIsBack(INGEST, event));
  }

  private static JsonNode succeeded(InvocationResult result) {
    assertThat(result.failed()).as(result.toString()).isFalse();
    return result.json();
  }

  /** What became of the one object of an answer. */
  private static JsonNode only(JsonNode answer) {
    assertThat(answer.path("objects")).as(answer.toString()).hasSize(1);
    return answer.path("objects").path(0);
  }

  /** Does what the function asked Lambda for. */
  private List<InvocationResult> ingestChunks() throws InterruptedException {
    return cloud.invocations().handOn(cloud.function(INGEST), TIMEOUT);
  }

  private static long accepted(List<InvocationResult> chunks) {
    return chunks.stream().mapToLong(chunk -> succeeded(chunk).path("accepted").asLong()).sum();
  }

  /** Drains, and returns what is stored then. */
  private Map<String, ?> stored(String cluster) throws InterruptedException {
    succeeded(cloud.invoke("drainQueueBatch", Events.scheduled()));
    assertThat(Contents.messages(cloud.etcd(), cluster)).isZero();
    return Contents.points(cloud.etcd(), cluster);
  }

  private static String csvOfThreeChunks(String host) {
    String csv = Capture.of(host, THREE_CHUNKS, 10);
    assertThat(csv.length()).isBetween(2 * CHUNK + 1, 3 * CHUNK);
    return csv;
  }

  @Test
  void rowsThatStraddleTheCutsOfThreeChunksAreReadExactlyOnce() throws InterruptedException {
    String csv = csvOfThreeChunks("straddle");
    for (int cut = CHUNK; cut < csv.length(); cut += CHUNK) {
      assertThat(csv.substring(cut - 1, cut + 1)).as("around a cut").doesNotContain("\n");
    }
    Put put = cloud.bucket().put("cluster=straddle/a.csv", csv);

    JsonNode planned = only(ingest(Events.notification(put)));
    assertThat(planned.path("planned").asBoolean()).isTrue();
    assertThat(planned.path("cluster").asText()).isEqualTo("straddle");
    assertThat(planned.path("chunks").asInt()).isEqualTo(3);
    assertThat(planned.path("invoked").asInt()).isEqualTo(3);
    List<InvocationResult> chunks = ingestChunks();

    assertThat(chunks).hasSize(3);
    assertThat(accepted(chunks)).isEqualTo(Capture.rows(csv));
    assertThat(stored("straddle")).isEqualTo(Capture.points(csv));
    SortedMap<String, SortedMap<Long, Double>> asked = new TreeMap<>();
    for (String gpu : List.of("straddle/0", "straddle/1")) {
      new HttpApi(cloud)
          .points("straddle", gpu)
          .forEach((metric, points) -> asked.put(gpu + " " + metric, points));
    }
    assertThat(asked).isEqualTo(Capture.points(csv));
  }

  @Test
  void chunksAreAskedForAtTheAliasThatWasInvoked() throws InterruptedException {
    Put put = cloud.bucket().put("cluster=alias/a.csv", csvOfThreeChunks("alias"));
    ingest(Events.notification(put));

    assertThat(cloud.invocations().take())
        .hasSize(3)
        .extracting(InvokeApi.Call::function)
        .containsOnly(cloud.launch(INGEST).functionArn());
  }

  @Test
  void theSameEventTwiceQueuesNothingTwice() throws InterruptedException {
    String csv = csvOfThreeChunks("twice");
    String event = Events.notification(cloud.bucket().put("cluster=twice/a.csv", csv));
    JsonNode first = only(ingest(event));
    JsonNode second = only(ingest(event));
    assertThat(second.path("upload")).isEqualTo(first.path("upload"));
    List<InvokeApi.Call> calls = cloud.invocations().take();
    assertThat(calls).hasSize(6);

    long queued = 0;
    long messages = 0;
    for (InvokeApi.Call call : calls) {
      JsonNode chunk = ingest(call.payload());
      queued += chunk.path("alreadyIngested").asBoolean() ? 0 : chunk.path("accepted").asLong();
      messages += chunk.path("messages").asLong();
    }
    assertThat(queued).isEqualTo(Capture.rows(csv));
    assertThat(Contents.messages(cloud.etcd(), "twice")).isEqualTo(messages);

    assertThat(only(ingest(event)).path("invoked").asInt()).isZero();
    assertThat(cloud.invocations().take()).isEmpty();
    assertThat(stored("twice")).isEqualTo(Capture.points(csv));
    assertThat(only(ingest(event)).path("invoked").asInt()).isZero();
    assertThat(Contents.messages(cloud.etcd(), "twice")).isZero();
  }

  @Test
  void anObjectReplacedBetweenPlanAndReadFailsAndNothingOfTheNewOneMixesIn()
      throws InterruptedException {
    String key = "cluster=replaced/a.csv";
    String csv = csvOfThreeChunks("replaced");
    String other = Capture.of("replaced", THREE_CHUNKS, 50);
    ingest(Events.notification(cloud.unversionedBucket().put(key, csv)));
    List<InvokeApi.Call> calls = cloud.invocations().take();
    JsonNode before = ingest(calls.get(0).payload());
    Put replaced = cloud.unversionedBucket().put(key, other);

    for (InvokeApi.Call call : calls.subList(1, 3)) {
      InvocationResult chunk = cloud.invoke(INGEST, call.payload());
      assertThat(chunk.failed()).as(chunk.toString()).isTrue();
      assertThat(chunk.errorType()).endsWith("ObjectChangedException");
      assertThat(chunk.errorMessage()).contains(key);
    }
    SortedMap<String, SortedMap<Long, Double>> old = Capture.points(csv);
    Map<String, ?> stored = stored("replaced");
    assertThat(count(stored)).isEqualTo(before.path("accepted").asLong());
    stored.forEach(
        (series, points) ->
            assertThat(old.get(series)).containsAllEntriesOf(new TreeMap<>(points(points))));

    ingest(Events.notification(replaced));
    assertThat(accepted(ingestChunks())).isEqualTo(Capture.rows(other));
    assertThat(stored("replaced")).isEqualTo(Capture.points(other));
  }

  @SuppressWarnings("unchecked")
  private static Map<Long, Double> points(Object series) {
    return (Map<Long, Double>) series;
  }

  private static long count(Map<String, ?> stored) {
    return stored.values().stream().mapToLong(series -> points(series).size()).sum();
  }

  @Test
  void aVersionThatWasPlannedIsReadAlsoWhenANewerOneIsThere() throws InterruptedException {
    String key = "cluster=versions/a.csv";
    String csv = csvOfThreeChunks("versions");
    Put first = cloud.bucket().put(key, csv);
    ingest(Events.notification(first));
    Put second = cloud.bucket().put(key, Capture.of("versions", THREE_CHUNKS, 50));

    assertThat(accepted(ingestChunks())).isEqualTo(Capture.rows(csv));
    assertThat(stored("versions")).isEqualTo(Capture.points(csv));
    assertThat(ingest(Events.notification(second)).toString()).contains("\"invoked\":3");
    cloud.bucket().delete(second);
    for (InvocationResult chunk : ingestChunks()) {
      assertThat(chunk.errorType()).endsWith("ObjectChangedException");
    }
  }

  @Test
  void theZoneOfLocalTimesIsAnEntryOfTheObjectsMetadata() throws InterruptedException {
    String csv = csvOfThreeChunks("zone");
    String local = csv.replaceAll("(?m)^(\\d{4}-\\d\\d-\\d\\d)T([0-9:.]+)Z", "$1 $2");
    assertThat(local).isNotEqualTo(csv);
    String key = "cluster=zone/a.csv";

    JsonNode planned =
        only(ingest(Events.notification(cloud.bucket().putWithZone(key, local, "UTC"))));
    List<InvocationResult> chunks = ingestChunks();

    assertThat(planned.path("chunks").asInt()).isEqualTo(chunks.size());
    assertThat(accepted(chunks)).isEqualTo(Capture.rows(csv));
    assertThat(stored("zone")).isEqualTo(Capture.points(csv));
  }

  @Test
  void aCompressedObjectIsOneChunk() throws InterruptedException {
    String csv = csvOfThreeChunks("gzip");
    Put put = cloud.bucket().put("cluster=gzip/a.csv.gz", Capture.gzip(csv));

    JsonNode object = only(ingest(Events.notification(put)));

    assertThat(object.path("planned").asBoolean()).isFalse();
    assertThat(object.path("result").path("accepted").asLong()).isEqualTo(Capture.rows(csv));
    assertThat(stored("gzip")).isEqualTo(Capture.points(csv));
  }

  /** What is left out of the jars of function.zip is not needed to read one. */
  @ParameterizedTest
  @ValueSource(strings = {"a.csv.zst", "a.zip"})
  void anObjectMayBeZstdOrZip(String name) throws InterruptedException {
    String cluster = name.replace('.', '-');
    String csv = csvOfThreeChunks(cluster);
    byte[] packed = name.endsWith("zip") ? Packed.zip("a.csv", csv) : Packed.zstd(csv);
    Put put = cloud.bucket().put("cluster=" + cluster + "/" + name, packed);

    JsonNode object = only(ingest(Events.notification(put)));

    assertThat(object.path("result").path("accepted").asLong()).isEqualTo(Capture.rows(csv));
    assertThat(stored(cluster)).isEqualTo(Capture.points(csv));
  }

  @Test
  void keysWithSpacesPlusAndAnyLettersAreFoundByBothKindsOfEvents() throws InterruptedException {
    String csv = Capture.of("letters", 3, 1);
    String name = "cluster=letters/Messung 1+2 – Zürich 東京 %2B.csv";
    Put classic = cloud.bucket().put(name, csv);
    Put bridged = cloud.bucket().put("b " + name, Capture.of("bridged", 3, 1));

    JsonNode first = only(ingest(Events.notification(classic)));
    JsonNode second = only(ingest(Events.bridged(bridged)));

    assertThat(first.path("key").asText()).isEqualTo(name);
    assertThat(first.path("cluster").asText()).isEqualTo("letters");
    assertThat(first.path("result").path("accepted").asLong()).isEqualTo(Capture.rows(csv));
    assertThat(second.path("key").asText()).isEqualTo("b " + name);
    assertThat(second.path("cluster").asText()).isEqualTo("configured");
    assertThat(second.path("result").path("accepted").asLong()).isEqualTo(Capture.rows(csv));
    assertThat(stored("letters")).isEqualTo(Capture.points(csv));
  }

  @Test
  void everyRecordOfAnEventIsAnswered() throws InterruptedException {
    Put one = cloud.bucket().put("cluster=records/1.csv", Capture.of("one", 2, 1));
    Put text = cloud.bucket().put("notes/2.md", "no capture");
    Put rejected = cloud.bucket().put("rejected/cluster=records/3.csv", "no capture");
    Put four = cloud.bucket().put("cluster=records/4.csv", Capture.of("four", 2, 1));

    JsonNode objects = ingest(Events.notification(one, text, rejected, four)).path("objects");

    assertThat(objects).hasSize(4);
    assertThat(objects.path(0).path("result").path("accepted").asInt()).isEqualTo(12);
    assertThat(objects.path(1).path("ignored").asText()).isNotEmpty();
    assertThat(objects.path(2).path("ignored").asText()).isNotEmpty();
    assertThat(objects.path(3).path("result").path("accepted").asInt()).isEqualTo(12);
    assertThat(stored("records")).hasSize(12);
  }

  @Test
  void oneRecordThatFailsKeepsNoOtherBackAndIsToldOf() throws InterruptedException {
    Put gone = cloud.bucket().put("cluster=gone/1.csv", Capture.of("gone", 2, 1));
    cloud.bucket().delete(gone);
    Put there = cloud.bucket().put("cluster=gone/2.csv", Capture.of("there", 2, 1));

    InvocationResult result = cloud.invoke(INGEST, Events.notification(gone, there));

    assertThat(result.failed()).as(result.toString()).isTrue();
    assertThat(result.errorMessage()).contains("cluster=gone/1.csv");
    assertThat(stored("gone")).hasSize(6);
  }

  @Test
  void rejectedRowsAreKeptBesideTheObjectAndCanBeMendedAndSentAgain() throws InterruptedException {
    String good = csvOfThreeChunks("rejected");
    String bad = Capture.row("rejected", 0, "M", 7, 1).replace(",1.0,", ",many,");
    int middle = good.indexOf('\n', CHUNK + CHUNK / 2) + 1;
    Put put =
        cloud
            .bucket()
            .put(
                "cluster=rejected/a.csv", good.substring(0, middle) + bad + good.substring(middle));
    ingest(Events.notification(put));
    List<InvocationResult> chunks = ingestChunks();
    long line = 1 + good.substring(0, middle).lines().count();

    assertThat(accepted(chunks)).isEqualTo(Capture.rows(good));
    String kept = "rejected/cluster=rejected/a.csv.1.csv";
    assertThat(cloud.bucket().keys("rejected/cluster=rejected/")).containsExactly(kept);
    List<String> lines = cloud.bucket().text(kept).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo(Capture.HEADER.strip() + ",rejected_line,rejected_reason");
    assertThat(lines.get(1)).startsWith(bad.strip() + "," + line + ",\"").contains("value");

    String mended = cloud.bucket().text(kept).replace(",many,", ",1.0,");
    Put again = cloud.bucket().put("cluster=rejected/mended.csv", mended);
    JsonNode result = only(ingest(Events.notification(again))).path("result");
    assertThat(result.path("accepted").asInt()).isEqualTo(1);
    assertThat(result.path("rejected").asInt()).isZero();
    assertThat(stored("rejected").get("rejected/0 M"))
        .isEqualTo(Map.of(Capture.BEGIN_MS + 7_000, 1.0));
  }

  @Test
  void aSmallObjectIsIngestedAtOnceAndItsEventMayComeThroughTheFailureQueue()
      throws InterruptedException {
    Put put =
        cloud.bucket().put("small.csv", Capture.of("small", 2, 1).getBytes(StandardCharsets.UTF_8));
    JsonNode first = only(ingest(Events.bridged(put)));
    JsonNode again = only(ingest("{\"requestPayload\":" + Events.bridged(put) + "}"));

    assertThat(first.path("result").path("alreadyIngested").asBoolean()).isFalse();
    assertThat(again.path("result").path("alreadyIngested").asBoolean()).isTrue();
  }

  @Test
  void whileEtcdIsAwayTheEventFailsAndSucceedsWhenItComesAgain() throws InterruptedException {
    String csv = csvOfThreeChunks("away");
    String event = Events.notification(cloud.bucket().put("cluster=away/a.csv", csv));
    cloud.etcd().stop();
    try {
      InvocationResult result = cloud.invoke(INGEST, event);
      assertThat(result.failed()).as(result.toString()).isTrue();
      assertThat(result.errorMessage()).contains(cloud.etcd().endpoint(), "UNAVAILABLE");
    } finally {
      cloud.etcd().start();
    }
    assertThat(cloud.invocations().take()).isEmpty();

    ingestOnceEtcdIsBack(event);
    List<InvokeApi.Call> calls = cloud.invocations().take();
    ingest(calls.get(0).payload());
    cloud.etcd().stop();
    try {
      assertThat(cloud.invoke(INGEST, calls.get(1).payload()).failed()).isTrue();
    } finally {
      cloud.etcd().start();
    }
    ingestOnceEtcdIsBack(calls.get(1).payload());
    ingest(calls.get(2).payload());
    assertThat(stored("away")).isEqualTo(Capture.points(csv));
  }

  @Test
  void aChunkMayBeAskedForByHand() throws InterruptedException {
    String csv = csvOfThreeChunks("hand");
    Put put = cloud.bucket().put("cluster=elsewhere/a.csv", csv);

    JsonNode chunk = ingest(Events.chunk(put, "hand", Capture.HEADER.strip(), CHUNK, 2 * CHUNK));

    long before = csv.substring(0, CHUNK).lines().count() - 1;
    assertThat(chunk.path("cluster").asText()).isEqualTo("hand");
    assertThat(chunk.path("accepted").asLong()).isEqualTo(Capture.rows(csv) - before);
    assertThat(count(stored("hand"))).isEqualTo(Capture.rows(csv) - before);
  }

  @Test
  void anEventOfNoKnownShapeIsAnError() throws InterruptedException {
    InvocationResult result = cloud.invoke(INGEST, "{\"hello\":1}");

    assertThat(result.errorType()).endsWith("InvalidInputException");
  }
}
