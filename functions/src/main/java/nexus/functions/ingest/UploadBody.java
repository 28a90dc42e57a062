package nexus.functions.ingest;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import nexus.functions.http.BodyPipe;
import nexus.functions.http.StatusException;
import nexus.telemetry.model.InvalidInputException;

/**
 * How a request carries its CSV, by its headers.
 *
 * @param multipart as the file named {@code file} of a form, else as the body itself
 * @param gzip whether the body is said to be compressed
 */
record UploadBody(boolean multipart, boolean gzip) {

  private static final String FILE = "file";
  private static final Set<String> PLAIN =
      Set.of("", "text/csv", "application/csv", "application/octet-stream");
  private static final Set<String> COMPRESSED = Set.of("application/gzip", "application/x-gzip");

  /**
   * @throws StatusException 415 when it carries none
   */
  static UploadBody of(HttpServerRequest request) {
    String type = lower(request.getHeader("Content-Type")).split(";", 2)[0].strip();
    boolean gzip =
        switch (lower(request.getHeader("Content-Encoding"))) {
          case "", "identity" -> false;
          case "gzip", "x-gzip" -> true;
          default -> throw new StatusException(415);
        };
    boolean multipart = type.equals("multipart/form-data");
    if (!multipart && !PLAIN.contains(type) && !COMPRESSED.contains(type)) {
      throw new StatusException(415);
    }
    if (multipart && gzip) {
      throw new StatusException(415);
    }
    return new UploadBody(multipart, gzip || COMPRESSED.contains(type));
  }

  private static String lower(String header) {
    return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
  }

  /** Makes the request's pieces flow into {@code pipe}; the end is told once all of it is there. */
  void feed(HttpServerRequest request, BodyPipe pipe) {
    request.exceptionHandler(problem -> pipe.fail(told(problem)));
    if (multipart) {
      feedFile(request, pipe);
    } else {
      request.handler(pipe::write).endHandler(end -> pipe.end());
    }
    request.resume();
  }

  private static void feedFile(HttpServerRequest request, BodyPipe pipe) {
    boolean[] seen = {false};
    request
        .setExpectMultipart(true)
        .uploadHandler(part -> feedPart(part, seen, pipe))
        .endHandler(
            end -> {
              if (!seen[0]) {
                pipe.fail(new InvalidInputException(FILE, "the form has no file named " + FILE));
              }
              pipe.end();
            });
  }

  private static void feedPart(HttpServerFileUpload part, boolean[] seen, BodyPipe pipe) {
    if (!part.name().equals(FILE)) {
      part.resume();
    } else if (seen[0]) {
      pipe.fail(new InvalidInputException(FILE, "one file at a time"));
    } else {
      seen[0] = true;
      part.exceptionHandler(problem -> pipe.fail(told(problem))).handler(pipe::write);
    }
  }

  private static Throwable told(Throwable problem) {
    return problem instanceof DecoderException || problem.getCause() instanceof DecoderException
        ? new InvalidInputException(FILE, "the form cannot be decoded")
        : new IOException("the sender went away", problem);
  }
}
