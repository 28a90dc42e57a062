package nexus.functions.api.latest;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nexus.functions.api.ListPager;
import nexus.functions.api.Listing;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.format.ExportContent;
import nexus.functions.api.format.RequestedFormat;
import nexus.functions.api.format.SampleFormat;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.ListPage;
import nexus.telemetry.query.latest.LatestQuery;
import nexus.telemetry.query.latest.LatestRequest;
import nexus.telemetry.query.latest.LatestValue;
import nexus.telemetry.query.latest.LatestValues;

/**
 * {@code GET /api/v1/telemetry/latest}: newest values as JSON, CSV or NDJSON.
 *
 * <p>Parameters: {@code cluster}; the filters {@code host}, {@code model} and {@code metric},
 * repeated or separated by commas; {@code limit}, 1 to {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT}
 * unless given, and {@code cursor}; {@code format}.
 */
@Singleton
public final class LatestFunction {

  static final int MAX_LIMIT = 100_000;
  static final int DEFAULT_LIMIT = 1_000;

  private static final int MAX_METRICS = 100;
  private static final int MAX_MODEL = 256;

  private final LatestQuery query;
  private final String defaultCluster;

  LatestFunction(LatestQuery query, Settings settings) {
    this.query = query;
    this.defaultCluster = settings.cluster();
  }

  /** Newest values of all GPUs. */
  public Object latest(Request request) {
    Optional<SampleFormat> format = RequestedFormat.of(request.parameters(), request.accept());
    return format.isEmpty() ? page(request) : export(request, format.get());
  }

  private Listing<LatestEntry> page(Request request) {
    return page(request, DEFAULT_LIMIT).map(LatestEntry::new);
  }

  /** Values to be written: a page where {@code limit} or a response's size says so, else all. */
  private ExportContent export(Request request, SampleFormat format) {
    Listing<LatestValue> page = page(request, Integer.MAX_VALUE);
    if (!page.unreadableHosts().isEmpty()) {
      String host = page.unreadableHosts().get(0);
      throw UnreadableException.answer(
          "newest values of host " + host, "an export would lack them; ask for JSON", null);
    }
    List<LatestValue> values = page.data();
    return ExportContent.of(
        sink -> LatestValues.write(values, sink),
        Optional.ofNullable(page.cursor()),
        format,
        request,
        Set.of());
  }

  private Listing<LatestValue> page(Request request, int defaultLimit) {
    RequestParameters given = RequestParameters.of(request);
    LatestRequest asked =
        new LatestRequest(
            given.askedCluster(defaultCluster),
            given.name("host"),
            given.exactText("model", MAX_MODEL),
            given.storedMetrics("metric", MAX_METRICS));
    ListPager pager =
        new ListPager(given, identity(asked), MAX_LIMIT, defaultLimit, request.maxBytes());
    LatestValues found = query.run(asked);
    ListPage<LatestValue> page =
        ListPage.of(found.values(), LatestEntry::position, pager.after(), pager.limit());
    return pager
        .answer(page, LatestEntry::position, LatestEntry::bytes)
        .without(found.unreadableHosts());
  }

  private static String identity(LatestRequest asked) {
    return String.join(
        "\n",
        "latest",
        asked.cluster().name(),
        asked.host().toString(),
        asked.model().toString(),
        asked.metrics().toString());
  }
}
