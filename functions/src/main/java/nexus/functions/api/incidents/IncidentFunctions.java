package nexus.functions.api.incidents;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import nexus.functions.api.ListPager;
import nexus.functions.api.Listing;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.TimeText;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.incidents.Severity;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.ListPage;
import nexus.telemetry.query.incidents.IncidentQuery;
import nexus.telemetry.query.incidents.Incidents;
import nexus.telemetry.query.incidents.IncidentsRequest;

/**
 * {@code GET /api/v1/incidents}: what is and was wrong, the newest first.
 *
 * <p>Parameters: {@code cluster}; {@code from} and {@code to}, between which an incident was there
 * at least in part; the filters {@code severity}, {@code kind}, {@code host}, {@code gpu} and
 * {@code open}; {@code limit}, 1 to {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT} unless given, and
 * {@code cursor}.
 */
@Singleton
public final class IncidentFunctions {

  static final int MAX_LIMIT = 1_000;
  static final int DEFAULT_LIMIT = 100;

  private static final int MAX_KIND = 40;

  private final IncidentQuery query;
  private final InstantSource clock;
  private final String defaultCluster;

  IncidentFunctions(IncidentQuery query, InstantSource clock, Settings settings) {
    this.query = query;
    this.clock = clock;
    this.defaultCluster = settings.cluster();
  }

  /** A page of incidents. */
  public Listing<IncidentAnswer> page(Request request) {
    RequestParameters given = RequestParameters.of(request);
    IncidentsRequest asked = asked(given);
    ListPager pager =
        new ListPager(given, identity(given, asked), MAX_LIMIT, DEFAULT_LIMIT, request.maxBytes());
    Incidents found = query.run(asked);
    return pager
        .answer(
            ListPage.of(found.all(), IncidentAnswer::position, pager.after(), pager.limit()),
            IncidentAnswer::position,
            IncidentAnswer::bytes)
        .without(found.unreadableHosts())
        .map(one -> IncidentAnswer.of(found.cluster(), one));
  }

  private IncidentsRequest asked(RequestParameters given) {
    long nowMs = clock.millis();
    return new IncidentsRequest(
        given.askedCluster(defaultCluster),
        new TimeRange(
            given.time("from", nowMs).orElse(0L), given.time("to", nowMs).orElse(Long.MAX_VALUE)),
        given.text("severity", MAX_KIND).map(IncidentFunctions::severity),
        given.text("kind", MAX_KIND),
        given.name("host"),
        given.name("gpu"),
        given.text("open", MAX_KIND).map(IncidentFunctions::flag));
  }

  private static Severity severity(String word) {
    return Severity.of(word)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "severity", "severity must be info, warning or critical"));
  }

  private static boolean flag(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidInputException("open", "open must be true or false");
    };
  }

  /** With the times as they were given, as now moves on from page to page. */
  private static String identity(RequestParameters given, IncidentsRequest asked) {
    return String.join(
        "\n",
        "incidents",
        asked.cluster().name(),
        given.text("from", TimeText.MAX_LENGTH).orElse(""),
        given.text("to", TimeText.MAX_LENGTH).orElse(""),
        asked.severity().toString(),
        asked.kind().toString(),
        asked.host().toString(),
        asked.gpu().toString(),
        asked.open().toString());
  }
}
