package nexus.functions.api.usage;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import nexus.functions.api.ListPager;
import nexus.functions.api.Listing;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.TimeText;
import nexus.functions.api.format.RequestedFormat;
import nexus.functions.api.format.SampleFormat;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.ListPage;
import nexus.telemetry.query.usage.Usage;
import nexus.telemetry.query.usage.UsageBy;
import nexus.telemetry.query.usage.UsageQuery;
import nexus.telemetry.query.usage.UsageRequest;
import nexus.telemetry.query.usage.UsageRow;

/**
 * {@code GET /api/v1/usage}: what became of the time of GPUs, as JSON or CSV.
 *
 * <p>Parameters: {@code cluster}; {@code from} and {@code to}, the last day unless given; {@code
 * by}, {@code cluster} unless given, {@code model}, {@code host}, {@code gpu}, {@code namespace} or
 * {@code pod}; {@code step}, the length of a row's time; {@code limit}, 1 to {@value #MAX_LIMIT},
 * {@value #DEFAULT_LIMIT} unless given, and {@code cursor}; {@code format}.
 */
@Singleton
public final class UsageFunction {

  static final int MAX_LIMIT = 100_000;
  static final int DEFAULT_LIMIT = 1_000;

  private static final int MAX_WORD = 40;
  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final long MIN_STEP_MS = 60_000;

  private final UsageQuery query;
  private final InstantSource clock;
  private final String defaultCluster;

  UsageFunction(UsageQuery query, InstantSource clock, Settings settings) {
    this.query = query;
    this.clock = clock;
    this.defaultCluster = settings.cluster();
  }

  /** A page of rows, by time and by what they are of. */
  public Object usage(Request request) {
    RequestParameters given = RequestParameters.of(request);
    boolean csv = isCsv(request, given);
    UsageRequest asked = asked(given);
    ListPager pager =
        new ListPager(given, identity(given, asked), MAX_LIMIT, DEFAULT_LIMIT, request.maxBytes());
    Usage found = query.run(asked);
    Function<UsageRow, String> position = row -> UsageAnswer.position(row, asked.stepMs());
    ListPage<UsageRow> page = ListPage.of(found.rows(), position, pager.after(), pager.limit());
    Listing<UsageAnswer> answer =
        pager
            .answer(page, position, UsageAnswer::bytes)
            .without(found.unreadableHosts())
            .map(row -> UsageAnswer.of(asked.by(), row));
    return csv ? new UsageCsv(answer.data(), Optional.ofNullable(answer.cursor())) : answer;
  }

  /** Whether CSV is asked for; whoever would also take lines of JSON gets JSON. */
  private static boolean isCsv(Request request, RequestParameters given) {
    Optional<SampleFormat> format = RequestedFormat.of(request.parameters(), request.accept());
    if (given.text("format", MAX_WORD).stream().anyMatch(SampleFormat.NDJSON.parameter()::equals)) {
      throw new InvalidInputException("format", "format must be json or csv");
    }
    return format.stream().anyMatch(SampleFormat.CSV::equals);
  }

  private UsageRequest asked(RequestParameters given) {
    long nowMs = clock.millis();
    long toMs = given.time("to", nowMs).orElse(nowMs);
    return new UsageRequest(
        given.askedCluster(defaultCluster),
        new TimeRange(given.time("from", nowMs).orElse(Math.max(0, toMs - DAY_MS)), toMs),
        given.text("by", MAX_WORD).map(UsageFunction::by).orElse(UsageBy.CLUSTER),
        given.text("step", TimeText.MAX_LENGTH).map(UsageFunction::step).orElse(0L));
  }

  private static UsageBy by(String word) {
    return UsageBy.of(word)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "by", "by must be cluster, model, host, gpu, namespace or pod"));
  }

  private static long step(String text) {
    long stepMs = TimeText.duration("step", text);
    if (stepMs < MIN_STEP_MS) {
      throw new InvalidInputException("step", "step must be 1m or more");
    }
    return stepMs;
  }

  /** With the times as they were given, as now moves on from page to page. */
  private static String identity(RequestParameters given, UsageRequest asked) {
    return String.join(
        "\n",
        "usage",
        asked.cluster().name(),
        given.text("from", TimeText.MAX_LENGTH).orElse(""),
        given.text("to", TimeText.MAX_LENGTH).orElse(""),
        asked.by().word(),
        Long.toString(asked.stepMs()));
  }
}
