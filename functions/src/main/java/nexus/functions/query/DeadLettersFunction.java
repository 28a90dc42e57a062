package nexus.functions.query;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nexus.functions.http.Endpoint;
import nexus.functions.http.EndpointFunction;
import nexus.functions.http.EndpointSource;
import nexus.functions.http.JsonFault;
import nexus.functions.http.Parameters;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.query.DeadLetterPage;
import nexus.telemetry.query.DeadLetterQuery;

/**
 * {@code GET /api/v1/deadletters}, {@code DELETE /api/v1/deadletters} and {@code POST
 * /api/v1/deadletters/redrive}.
 */
@Singleton
public class DeadLettersFunction implements EndpointSource {

  private static final Set<String> OF_ALL = Set.of("cluster", "limit", "cursor");
  private static final Set<String> OF_ONE = Set.of("cluster", "key");

  private final DeadLetterQuery letters;
  private final Settings settings;
  private final ObjectMapper json;

  DeadLettersFunction(DeadLetterQuery letters, Settings settings, ObjectMapper json) {
    this.letters = letters;
    this.settings = settings;
    this.json = json;
  }

  @Override
  public List<EndpointFunction> endpoints() {
    return List.of(
        EndpointFunction.of(Endpoint.DEAD_LETTERS, this::page),
        EndpointFunction.of(Endpoint.DEAD_LETTER_DELETION, this::delete),
        new EndpointFunction(Endpoint.DEAD_LETTER_REDRIVE, this::redrive));
  }

  private DeadLetterPage page(Map<String, List<String>> parameters) {
    Parameters.check(parameters.keySet(), OF_ALL);
    return letters.page(parameters, settings.cluster());
  }

  private DeadLetterQuery.Deletion delete(Map<String, List<String>> parameters) {
    Parameters.check(parameters.keySet(), OF_ONE);
    return letters.delete(parameters, settings.cluster());
  }

  /** Takes no parameters: a slip between body and query must not redrive all. */
  private DeadLetterQuery.Redrive redrive(Request request) {
    Parameters.check(request.parameters().keySet(), Set.of());
    RedriveRequest asked = read(request.body().get());
    String cluster = asked.cluster() == null ? settings.cluster() : asked.cluster();
    return letters.redrive(cluster, asked.checkedKey(), Optional.ofNullable(asked.cursor()));
  }

  private RedriveRequest read(byte[] body) {
    try {
      RedriveRequest asked = body.length == 0 ? null : json.readValue(body, RedriveRequest.class);
      if (asked == null) {
        throw new InvalidInputException(
            null, "send {\"cluster\":…, \"key\":…}, or {} to redrive all of the default cluster");
      }
      return asked;
    } catch (JacksonException e) {
      throw JsonFault.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }
}
