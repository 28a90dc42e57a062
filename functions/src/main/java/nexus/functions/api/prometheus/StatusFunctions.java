package nexus.functions.api.prometheus;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.fields.Field;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.fields.Kind;
import nexus.telemetry.query.promql.ExposedNames;
import nexus.telemetry.query.promql.PromqlQuery;

/**
 * {@code /api/v1/metadata}, what metrics are, and {@code /api/v1/status/buildinfo}, as which
 * Prometheus this answers.
 *
 * <p>Parameters of the first: {@code metric}, {@code limit} and {@code cluster}.
 */
@Singleton
public final class StatusFunctions {

  /** The Prometheus whose language and answers these are. */
  static final String VERSION = "2.42.0";

  private final PromqlQuery query;
  private final String defaultCluster;

  StatusFunctions(PromqlQuery query, Settings settings) {
    this.query = query;
    this.defaultCluster = settings.cluster();
  }

  /** Type, help and unit of the metrics that there are newest values of. */
  public Content metadata(Request request) {
    return ApiFailures.shaped(
        () -> {
          ApiParameters given = ApiParameters.of(request);
          TreeMap<String, String> stored = new TreeMap<>();
          for (String metric : query.metrics(given.text("cluster").orElse(defaultCluster))) {
            stored.putIfAbsent(ExposedNames.of(metric), metric);
          }
          Optional<String> only = given.text("metric");
          only.ifPresent(metric -> stored.keySet().retainAll(List.of(metric)));
          List<String> names = stored.keySet().stream().limit(given.limit()).toList();
          return new ApiAnswer(
              json -> {
                json.writeStartObject();
                for (String name : names) {
                  Optional<Field> field = Fields.stored(stored.get(name));
                  json.writeArrayFieldStart(name);
                  json.writeStartObject();
                  json.writeStringField("type", field.map(StatusFunctions::type).orElse("unknown"));
                  json.writeStringField("help", field.map(Field::shown).orElse(""));
                  json.writeStringField("unit", field.map(Field::unit).orElse(""));
                  json.writeEndObject();
                  json.writeEndArray();
                }
                json.writeEndObject();
              },
              List.of(),
              request.maxBytes());
        });
  }

  private static String type(Field field) {
    if (field.kind() == Kind.COUNTER) {
      return "counter";
    }
    return field.kind() == Kind.GAUGE || field.kind() == Kind.STATE ? "gauge" : "unknown";
  }

  /** As which Prometheus this answers. */
  public Content buildInfo(Request request) {
    return new ApiAnswer(
        json -> {
          json.writeStartObject();
          json.writeStringField("version", VERSION);
          for (String unknown :
              List.of("revision", "branch", "buildUser", "buildDate", "goVersion")) {
            json.writeStringField(unknown, "");
          }
          json.writeEndObject();
        },
        List.of(),
        request.maxBytes());
  }
}
