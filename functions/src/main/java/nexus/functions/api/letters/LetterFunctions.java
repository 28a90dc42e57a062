package nexus.functions.api.letters;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import nexus.functions.http.JsonFault;
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
public final class LetterFunctions {

  private final DeadLetterQuery letters;
  private final Settings settings;
  private final ObjectMapper json;

  LetterFunctions(DeadLetterQuery letters, Settings settings, ObjectMapper json) {
    this.letters = letters;
    this.settings = settings;
    this.json = json;
  }

  /** A page of letters. */
  public DeadLetterPage page(Request request) {
    return letters.page(request.parameters(), settings.cluster());
  }

  /** Removes a letter. */
  public DeadLetterQuery.Deletion delete(Request request) {
    return letters.delete(request.parameters(), settings.cluster());
  }

  /** Puts back what the body names. */
  public DeadLetterQuery.Redrive redrive(Request request) {
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
