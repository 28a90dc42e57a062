package nexus.functions.ingest;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import nexus.functions.http.BodyPipe;
import nexus.functions.http.StatusException;
import nexus.functions.http.body.SenderGoneException;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.unpack.Hint;

/**
 * How a request carries its CSV, by its headers.
 *
 * @param multipart as the file named {@code file} of a form, else as the body itself
 * @param hint what is said of it; nothing of the file of a form, which itself tells
 */
record UploadBody(boolean multipart, Hint hint) {

  private static final String FILE = "file";

  private static final String MISPLACED =
      "a line of the file begins with the form's boundary, which says where the file ends; send it"
          + " with another boundary, or the file itself as text/csv";

  private static final String HOW =
      "; send the file itself as text/csv, or a form as curl -F file=@capture.csv does";

  /**
   * @throws StatusException 415 when it carries none
   * @throws InvalidInputException when it is a form whose parts cannot be told apart
   */
  static UploadBody of(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    Hint hint = UploadHeaders.hint(type, request.getHeader("Content-Encoding"));
    boolean multipart = UploadHeaders.type(type).equals(UploadHeaders.FORM);
    if (multipart && hint.container().isPresent()) {
      throw new StatusException(
          415, "send a form without Content-Encoding; its file may be compressed");
    }
    if (multipart && !FormBoundaries.isNamedIn(type)) {
      throw new InvalidInputException(
          "Content-Type", "multipart/form-data comes with a boundary, and this has none" + HOW);
    }
    return new UploadBody(multipart, multipart ? Hint.NONE : hint);
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
    FormBoundaries boundaries = FormBoundaries.of(request.getHeader("Content-Type"));
    request
        .setExpectMultipart(true)
        .handler(boundaries::see)
        .uploadHandler(part -> feedPart(part, seen, pipe))
        .endHandler(
            end -> {
              if (boundaries.isMisplaced()) {
                pipe.fail(new InvalidInputException(FILE, MISPLACED));
              } else if (!boundaries.isClosed()) {
                String cut = "the form was cut off: it ends without its closing boundary";
                pipe.fail(new InvalidInputException(FILE, cut));
              } else if (!seen[0]) {
                pipe.fail(
                    new InvalidInputException(FILE, "the form has no file named " + FILE + HOW));
              }
              pipe.end();
            });
  }

  private static void feedPart(HttpServerFileUpload part, boolean[] seen, BodyPipe pipe) {
    if (!FILE.equals(part.name())) {
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
        ? new InvalidInputException(FILE, "the form cannot be decoded" + HOW)
        : new SenderGoneException(problem);
  }
}
