package nexus.functions.api.formats;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import nexus.functions.http.Request;
import nexus.functions.http.body.JsonFault;
import nexus.telemetry.formats.StoredFormats;
import nexus.telemetry.model.InvalidInputException;

/**
 * {@code GET /api/v1/formats} tells which versions of the stored formats are written and read;
 * {@code POST /api/v1/formats} has the newest ones written that this release can write.
 */
@Singleton
public final class FormatFunctions {

  private final StoredFormats formats;
  private final ObjectMapper json;

  FormatFunctions(StoredFormats formats, ObjectMapper json) {
    this.formats = formats;
    this.json = json;
  }

  /** The versions. */
  public FormatsAnswer versions(Request request) {
    return FormatsAnswer.of(formats.read());
  }

  /** Raises them; what they are then. */
  public FormatsAnswer raise(Request request) {
    read(request.body().get()).check();
    return FormatsAnswer.of(formats.raise());
  }

  private RaiseRequest read(byte[] body) {
    try {
      RaiseRequest asked = body.length == 0 ? null : json.readValue(body, RaiseRequest.class);
      if (asked == null) {
        throw new InvalidInputException(null, "send {\"raise\":true}");
      }
      return asked;
    } catch (JacksonException e) {
      throw JsonFault.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }
}
