package nexus.functions.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import nexus.functions.http.Answer;
import nexus.functions.http.Request;
import nexus.functions.http.StatusException;
import nexus.functions.wiring.Settings;
import nexus.telemetry.capture.prometheus.WholeText;
import nexus.telemetry.capture.series.SampleRows;
import nexus.telemetry.ingest.LiveIngest;
import nexus.telemetry.ingest.LiveIngest.Sender;
import nexus.telemetry.ingest.LiveResult;
import nexus.telemetry.ingest.given.GivenTime;
import nexus.telemetry.live.Otlp;
import nexus.telemetry.live.RemoteWrite;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.RejectedRow;

/**
 * {@code POST /api/v1/write}, {@code POST /api/v1/import/prometheus} and {@code POST /v1/metrics}:
 * what live senders send. The parameters are those of {@link LiveRequest}.
 *
 * <p>What is answered with 4xx will never be taken, and must not be sent again; with 429 or 5xx it
 * may be. Where some samples are refused the others are taken.
 */
@Singleton
public final class LiveFunctions {

  static final String PROTOBUF = "application/x-protobuf";
  static final String JSON = "application/json";

  /** Most rejected lines that an error tells of. */
  private static final int MOST_LINES = 5;

  private static final String WRITTEN = "X-Prometheus-Remote-Write-";

  private final LiveIngest ingest;
  private final String defaultCluster;
  private final ObjectMapper json;
  private final InstantSource clock;

  LiveFunctions(LiveIngest ingest, Settings settings, ObjectMapper json, InstantSource clock) {
    this.ingest = ingest;
    this.defaultCluster = settings.cluster();
    this.json = json;
    this.clock = clock;
  }

  /**
   * Takes remote write of Prometheus, 1.0 or 2.0 as {@code Content-Type} says.
   *
   * @throws StatusException 415 when it is neither
   */
  public Answer write(Request request) {
    LiveRequest asked = new LiveRequest(request, defaultCluster);
    RemoteWrite.Version version = version(asked);
    SampleRows rows = new SampleRows(asked.clusters(), asked.anyField());
    Sender sender = asked.sender("remote_write", null);
    byte[] body = asked.body();
    long histograms = RemoteWrite.read(body, version, LiveRequest.MOST_BYTES, rows);
    LiveResult result =
        ingest.ingest(sender, body, asked.usualCluster(), rows.rows(sender.given()));
    Map<String, String> headers = written(result, histograms);
    return result.refused() == 0
        ? Answer.of(204, headers, null, "")
        : Answer.of(400, headers, JSON, error(refused(result)));
  }

  private static RemoteWrite.Version version(LiveRequest asked) {
    if (!asked.encoding().isEmpty() && !asked.encoding().equals("snappy")) {
      throw new StatusException(415, "send remote write with Content-Encoding: snappy");
    }
    String type = asked.wholeType().replace(" ", "");
    if (asked.type().isEmpty() || asked.type().equals(PROTOBUF)) {
      if (!type.contains(";proto=") || type.contains(";proto=prometheus.WriteRequest")) {
        return RemoteWrite.Version.ONE;
      } else if (type.contains(";proto=io.prometheus.write.v2.Request")) {
        return RemoteWrite.Version.TWO;
      }
    }
    throw new StatusException(
        415,
        "send Content-Type: application/x-protobuf, with proto=prometheus.WriteRequest or"
            + " proto=io.prometheus.write.v2.Request or without it");
  }

  /** Samples that are ignored are no fault of the sender, who would take them for lost. */
  private static Map<String, String> written(LiveResult result, long histograms) {
    long ignored = Math.max(0, result.ignored().values() - histograms);
    long samples = result.counts().accepted() + result.counts().missing() + ignored;
    return Map.of(
        WRITTEN + "Samples-Written", Long.toString(samples),
        WRITTEN + "Histograms-Written", "0",
        WRITTEN + "Exemplars-Written", "0");
  }

  /**
   * Takes text as Prometheus scrapes it; samples without a time are of now, or of {@code time}.
   *
   * @throws InvalidInputException with field {@code body} when lines were refused and none taken,
   *     or when the text was cut off: then none of it is
   */
  public Object importText(Request request) {
    LiveRequest asked = new LiveRequest(request, defaultCluster);
    if (asked.type().startsWith("multipart/")) {
      throw new StatusException(
          415, "send the text itself, as curl --data-binary @file does; forms are uploaded");
    }
    String time = asked.time().map(said -> GivenTime.read(said, clock)).orElseGet(this::now);
    Sender sender = asked.sender("prometheus", time);
    byte[] body = asked.body();
    byte[] text = asked.unpacked(body);
    WholeText.check(text, asked.type());
    LiveResult result = ingest.ingestText(sender, body, text, asked.clusters());
    if (result.isAllRefused()) {
      throw new InvalidInputException("body", refusedLines(result));
    }
    return ImportAnswer.of(asked.usualCluster(), result);
  }

  /**
   * Takes metrics of OTLP over HTTP.
   *
   * @throws StatusException 415 when they are neither protobuf nor JSON
   */
  public Answer otlp(Request request) {
    LiveRequest asked = new LiveRequest(request, defaultCluster);
    boolean protobuf = asked.type().equals(PROTOBUF);
    if (!protobuf && !asked.type().equals(JSON)) {
      throw new StatusException(
          415, "send Content-Type: application/x-protobuf or application/json");
    }
    SampleRows rows = new SampleRows(asked.clusters(), asked.anyField());
    Sender sender = asked.sender("otlp", null);
    byte[] body = asked.body();
    Otlp.read(asked.unpacked(body), protobuf ? Otlp.Encoding.PROTOBUF : Otlp.Encoding.JSON, rows);
    LiveResult result =
        ingest.ingest(sender, body, asked.usualCluster(), rows.rows(sender.given()));
    String refused = result.refused() == 0 ? "" : refused(result);
    return protobuf
        ? Answer.of(200, Map.of(), PROTOBUF, Otlp.response(result.refused(), refused))
        : Answer.of(200, Map.of(), JSON, partialJson(result.refused(), refused));
  }

  private String now() {
    return Long.toString(clock.millis());
  }

  private String partialJson(long rejected, String message) {
    Map<String, String> partial =
        Map.of("rejectedDataPoints", Long.toString(rejected), "errorMessage", message);
    return text(message.isEmpty() ? Map.of() : Map.of("partialSuccess", partial));
  }

  private String error(String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", "invalid_input");
    error.put("message", message);
    error.put("field", "body");
    return text(Map.of("error", error));
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }

  private static String refusedLines(LiveResult result) {
    String lines =
        result.rejects().stream()
            .limit(MOST_LINES)
            .map(row -> "line " + row.line() + ": " + row.reason())
            .collect(Collectors.joining("; "));
    long more = result.counts().rejected() - Math.min(MOST_LINES, result.rejects().size());
    return "nothing was taken: "
        + result.counts().rejected()
        + " samples were rejected and "
        + result.counts().expired()
        + " are older than is kept"
        + (lines.isEmpty() ? "" : "; " + lines)
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private static String refused(LiveResult result) {
    StringBuilder text = new StringBuilder();
    text.append(result.counts().rejected()).append(" samples were rejected and ");
    text.append(result.counts().expired()).append(" are older than is kept; ");
    text.append(result.counts().accepted()).append(" were taken");
    if (!result.rejects().isEmpty()) {
      RejectedRow first = result.rejects().get(0);
      text.append("; the first: ").append(first.reason()).append(": ").append(first.text());
    }
    return text.toString();
  }
}
