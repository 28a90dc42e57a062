package nexus.functions.api.prometheus;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.functions.LabelNames;
import nexus.telemetry.query.promql.PromqlQuery;
import nexus.telemetry.query.promql.SeriesListing;

/**
 * {@code /api/v1/series}, {@code /api/v1/labels} and {@code /api/v1/label/{label}/values}: which
 * series there are, the names of their labels, and the values of one.
 *
 * <p>Parameters: {@code match[]}, repeated; {@code start} and {@code end}; {@code limit}; {@code
 * cluster}.
 */
@Singleton
public final class LabelFunctions {

  private static final String CLUSTER = "cluster";

  private final PromqlQuery query;
  private final String defaultCluster;

  LabelFunctions(PromqlQuery query, Settings settings) {
    this.query = query;
    this.defaultCluster = settings.cluster();
  }

  /** The series that one of the selectors wants. */
  public Content series(Request request) {
    return ApiFailures.shaped(
        () -> {
          ApiParameters given = ApiParameters.of(request);
          if (given.selectors().isEmpty()) {
            throw ApiFailures.badData("no match[] parameter provided");
          }
          SeriesListing listing = listing(given);
          SortedSet<Labels> series = series(given, listing);
          int limit = given.limit();
          return new ApiAnswer(
              json -> {
                json.writeStartArray();
                for (Labels labels : series.stream().limit(limit).toList()) {
                  ResultJson.writeLabels(labels, json);
                }
                json.writeEndArray();
              },
              listing.warnings(),
              request.maxBytes());
        });
  }

  /** The names of the labels. */
  public Content names(Request request) {
    return texts(request, (labels, names) -> labels.forEach((name, value) -> names.add(name)));
  }

  /** The values of a label. */
  public Content values(Request request) {
    return ApiFailures.shaped(
        () -> {
          ApiParameters given = ApiParameters.of(request);
          String label = given.text("label").orElse("");
          if (!LabelNames.isName(label)) {
            throw ApiFailures.badData("invalid label name: \"" + label + "\"");
          }
          return label.equals(CLUSTER)
              ? clusters(given, request.maxBytes())
              : texts(request, (labels, values) -> values.add(labels.get(label)));
        });
  }

  /** Those that selectors want by their name, whatever series they have. */
  private Content clusters(ApiParameters given, long maxBytes) {
    List<List<Matcher>> selectors = given.selectors();
    List<String> names =
        query.clusters().stream()
            .filter(
                name -> selectors.isEmpty() || selectors.stream().anyMatch(one -> wants(one, name)))
            .toList();
    return strings(names, given.limit(), List.of(), maxBytes);
  }

  private static boolean wants(List<Matcher> selector, String cluster) {
    return selector.stream()
        .filter(one -> one.name().equals(CLUSTER))
        .allMatch(one -> one.matches(cluster));
  }

  private Content texts(Request request, BiConsumer<Labels, Collection<String>> of) {
    return ApiFailures.shaped(
        () -> {
          ApiParameters given = ApiParameters.of(request);
          SeriesListing listing = listing(given);
          SortedSet<String> texts = new TreeSet<>();
          series(given, listing).forEach(labels -> of.accept(labels, texts));
          texts.remove("");
          return strings(texts, given.limit(), listing.warnings(), request.maxBytes());
        });
  }

  private SeriesListing listing(ApiParameters given) {
    Budget budget = PromqlFunctions.budget(given);
    return new SeriesListing(
        query.series(given.text(CLUSTER).orElse(defaultCluster), budget), budget);
  }

  private static SortedSet<Labels> series(ApiParameters given, SeriesListing listing) {
    List<List<Matcher>> selectors = given.selectors();
    return listing.series(
        selectors.isEmpty() ? List.of(List.of()) : selectors,
        given.time("start"),
        given.time("end"));
  }

  private static Content strings(
      Collection<String> texts, int limit, List<String> warnings, long maxBytes) {
    return new ApiAnswer(
        json -> {
          json.writeStartArray();
          for (String text : texts.stream().limit(limit).toList()) {
            json.writeString(text);
          }
          json.writeEndArray();
        },
        warnings,
        maxBytes);
  }
}
