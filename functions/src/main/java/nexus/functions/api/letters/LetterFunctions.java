package nexus.functions.api.letters;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.TextCursor;
import nexus.functions.http.Request;
import nexus.functions.http.body.JsonFault;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.query.letters.DeadLetterQuery;

/**
 * {@code GET /api/v1/deadletters}, {@code DELETE /api/v1/deadletters} and {@code POST
 * /api/v1/deadletters/redrive}.
 *
 * <p>Parameters: {@code cluster}; of the list {@code limit}, 1 to {@value #MAX_LIMIT}, {@value
 * #DEFAULT_LIMIT} unless given, and {@code cursor}; of one letter {@code key}.
 */
@Singleton
public final class LetterFunctions {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 100;

  private static final int MAX_CURSOR = 2 * DeadLetterQuery.MAX_KEY;

  private final DeadLetterQuery letters;
  private final String defaultCluster;
  private final ObjectMapper json;

  LetterFunctions(DeadLetterQuery letters, Settings settings, ObjectMapper json) {
    this.letters = letters;
    this.defaultCluster = settings.cluster();
    this.json = json;
  }

  /** A page of letters. */
  public LetterAnswers.Page page(Request request) {
    RequestParameters given = RequestParameters.of(request);
    String cluster = given.cluster(defaultCluster);
    int limit = given.wholeNumber("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    Optional<String> behind =
        given.text("cursor", MAX_CURSOR).map(cursor -> position(cluster, cursor));
    return LetterAnswers.Page.of(cluster, letters.page(cluster, behind, limit));
  }

  private String position(String cluster, String cursor) {
    if (cursor.length() > MAX_CURSOR) {
      throw new InvalidInputException(
          "cursor", "cursor is longer than " + MAX_CURSOR + " characters");
    }
    return TextCursor.read(
        cursor, key -> Optional.of(key).filter(one -> letters.isLetterKey(cluster, one)));
  }

  /** Removes a letter. */
  public LetterAnswers.Deletion delete(Request request) {
    RequestParameters given = RequestParameters.of(request);
    String cluster = given.cluster(defaultCluster);
    String key = given.exactText("key", DeadLetterQuery.MAX_KEY).orElse("");
    return LetterAnswers.Deletion.of(cluster, letters.delete(cluster, key));
  }

  /** Puts back the letter that the body names, or all. */
  public LetterAnswers.Redriven redrive(Request request) {
    return redrive(read(request.body().get()));
  }

  LetterAnswers.Redriven redrive(RedriveRequest asked) {
    String cluster = asked.cluster() == null ? defaultCluster : asked.cluster();
    Optional<String> key = asked.checkedKey();
    Names.check("cluster", cluster);
    if (key.isEmpty()) {
      Optional<String> behind =
          Optional.ofNullable(asked.cursor()).map(cursor -> position(cluster, cursor));
      return LetterAnswers.Redriven.of(cluster, letters.redriveAll(cluster, behind));
    }
    if (asked.cursor() != null) {
      throw new InvalidInputException("cursor", "give a key or a cursor, not both");
    }
    return LetterAnswers.Redriven.of(cluster, letters.redrive(cluster, key.get()));
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
