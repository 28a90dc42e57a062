package nexus.functions.api.incidents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Locale;
import nexus.functions.api.AnswerSize;
import nexus.functions.api.NumberSerializer;
import nexus.functions.api.TimeText;
import nexus.telemetry.incidents.Incident;
import nexus.telemetry.incidents.Sample;
import nexus.telemetry.model.Timestamps;

/**
 * An incident. Times are RFC 3339.
 *
 * @param id what it is known by
 * @param kind what it is
 * @param rule the rule that found it
 * @param xid the XID; left out of other kinds
 * @param severity {@code info}, {@code warning} or {@code critical}
 * @param host host; null where it is of the whole cluster
 * @param gpu index on the host; null where it is of a host
 * @param uuid UUID of the GPU, or null
 * @param namespace namespace of the pod that it worked for when it began, or null
 * @param pod the pod, or null
 * @param since its first sample
 * @param until from when on it was over; null while it is open
 * @param count how often it began, or its counter rose
 * @param action what to do
 * @param help what it means
 * @param evidence samples around its beginning and its end
 */
public record IncidentAnswer(
    String id,
    String kind,
    String rule,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long xid,
    String severity,
    String host,
    String gpu,
    String uuid,
    String namespace,
    String pod,
    String since,
    String until,
    long count,
    String action,
    String help,
    List<Evidence> evidence) {

  /** A sample of a metric. */
  public record Evidence(
      String timestamp,
      String metric,
      @JsonSerialize(using = NumberSerializer.class) double value) {}

  static IncidentAnswer of(String cluster, Incident told) {
    return new IncidentAnswer(
        told.id(cluster),
        told.kind(),
        told.rule(),
        told.xid() == 0 ? null : told.xid(),
        told.severity().word(),
        orNull(told.host()),
        orNull(told.gpu()),
        orNull(told.whose().uuid()),
        orNull(told.whose().namespace()),
        orNull(told.whose().pod()),
        Timestamps.format(told.sinceMs()),
        TimeText.orNull(told.untilMs()),
        told.count(),
        told.action().words(),
        told.help(),
        told.evidence().stream().map(sample -> evidence(told, sample)).toList());
  }

  private static Evidence evidence(Incident told, Sample sample) {
    return new Evidence(
        Timestamps.format(sample.timeMs()), told.metric().orElse(""), sample.value());
  }

  private static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Where an incident stands in the list, the newest first; unlike every other's. */
  static String position(Incident told) {
    return String.join(
        "\n",
        String.format(Locale.ROOT, "%013d", Timestamps.MAX_MS - told.sinceMs()),
        told.host(),
        told.gpu(),
        told.rule(),
        String.format(Locale.ROOT, "%06d", told.xid()));
  }

  /** Most bytes that one takes. */
  static long bytes(Incident told) {
    String metric = told.metric().orElse("");
    return AnswerSize.ofRow(
            told.kind(),
            told.rule(),
            told.host(),
            told.gpu(),
            told.whose().uuid(),
            told.whose().namespace(),
            told.whose().pod(),
            told.help())
        + told.evidence().size() * AnswerSize.ofRow(metric);
  }
}
