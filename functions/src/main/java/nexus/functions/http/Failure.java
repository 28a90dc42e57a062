package nexus.functions.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import nexus.telemetry.capture.file.CaptureReport;
import nexus.telemetry.capture.file.UnreadableCaptureException;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.ingest.IngestRefusedException;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.NewerFormatException;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.model.UnreadableException.Kind;
import nexus.telemetry.query.AmbiguousGpuException;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.unpack.ForeignFileException;
import nexus.telemetry.work.OutOfRoomException;

/**
 * What an answer says of a failure: {@code {"error": {"code", "message", "field"}}}.
 *
 * @param status HTTP status
 * @param error the body's one member
 * @param retryAfterSeconds when the same may be sent again; 0 where a repeat cannot help
 */
public record Failure(int status, ErrorBody error, int retryAfterSeconds) {

  /** Code of what nobody foresaw; what it was stands in the log alone. */
  static final String INTERNAL = "internal";

  /** A drain takes messages from a full queue all the time; a full database waits for somebody. */
  private static final int WHEN_QUEUE_IS_FULL = 5;

  private static final int WHEN_DATABASE_IS_FULL = 60;

  /** Uploads give back their memory as they go on. */
  private static final int WHEN_MEMORY_IS_FULL = 3;

  /** A newer release may answer the next request already, or be rolled out soon. */
  private static final int WHEN_FORMAT_IS_NEWER = 10;

  /** How an endpoint tells what went wrong, where a protocol of others has a way of its own. */
  @FunctionalInterface
  public interface Shape {

    /**
     * Shapes a failure.
     *
     * @param contentType the request's {@code Content-Type}; empty where it has none
     */
    Told of(Failure failure, String contentType);
  }

  /**
   * What is answered, beside status and headers.
   *
   * @param type media type of the body
   * @param body bytes, which are sent as they are; all else is written as JSON
   */
  public record Told(String type, Object body) {}

  Failure(int status, ErrorBody error) {
    this(status, error, retryAfterSeconds(status));
  }

  /** When the same may be sent again, of a status alone; 0 where a repeat cannot help. */
  static int retryAfterSeconds(int status) {
    return status == 429 || status == 503 ? 1 : 0;
  }

  /**
   * The error.
   *
   * @param code a word that programs can test
   * @param message a sentence
   * @param field the parameter, column or body field at fault, or null
   * @param candidates what could have been meant; null, and left out, where nothing is told
   * @param capture what a file that cannot be read was taken for; null, and left out, likewise
   */
  public record ErrorBody(
      String code,
      String message,
      String field,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<String> candidates,
      @JsonInclude(JsonInclude.Include.NON_NULL) CaptureReport capture) {

    ErrorBody(String code, String message, String field) {
      this(code, message, field, null, null);
    }

    public ErrorBody {
      candidates = candidates == null ? null : List.copyOf(candidates);
    }
  }

  static Failure of(int status, String code, String message) {
    return new Failure(status, error(code, message));
  }

  private static ErrorBody error(String code, String message) {
    return new ErrorBody(code, message, null);
  }

  private static Failure databaseFull(String message) {
    return new Failure(503, error("database_full", message), WHEN_DATABASE_IS_FULL);
  }

  /** The failure that a status alone stands for. */
  static Failure of(int status) {
    return switch (status) {
      case 400 -> of(400, "invalid_input", "the request cannot be understood");
      case 403 -> of(403, "forbidden", "a page of another site may not change anything here");
      case 404 -> of(404, "not_found", "there is nothing at this path");
      case 405 -> of(405, "method_not_allowed", "this path does not take this method");
      case 408 -> of(408, "request_timeout", "the rest of the body has not come in time");
      case 413 -> of(413, "too_large", "the body is larger than this path takes");
      case 415 ->
          of(
              415,
              "unsupported_media_type",
              "send the file itself as text/csv, or multipart/form-data with a file named file");
      case 417 -> of(417, "expectation_failed", "only 100-continue can be expected");
      case 421 -> of(421, "misdirected_request", "another host is meant by this request");
      case 429 -> of(429, "too_many_requests", "too many uploads at a time; try again");
      case 501 -> of(501, "not_implemented", "what the request needs is not known here");
      case 503 -> of(503, "too_many_listeners", "too many listen at a time; try again");
      default -> of(500, INTERNAL, "the request failed");
    };
  }

  /** What a caller is told of {@code problem}; of anything unforeseen no more than that it is. */
  public static Failure of(Throwable problem) {
    if (problem instanceof InvalidInputException bad) {
      return new Failure(
          400, new ErrorBody("invalid_input", bad.getMessage(), bad.field(), null, capture(bad)));
    }
    if (problem instanceof StatusException known) {
      Failure failure = of(known.status());
      return known
          .reason()
          .map(
              why ->
                  of(
                      failure.status(),
                      known.status() == 503 ? "too_busy" : failure.error().code(),
                      why))
          .orElse(failure);
    }
    if (problem instanceof NotFoundException missing) {
      return new Failure(404, new ErrorBody("not_found", missing.getMessage(), missing.field()));
    }
    if (problem instanceof AmbiguousGpuException several) {
      String message = several.getMessage();
      return new Failure(
          409, new ErrorBody("ambiguous_gpu", message, "id", several.candidates(), null));
    }
    if (problem instanceof GoneException) {
      String message =
          "the store has no such revision, any more or yet, as this cursor is of: ask again without it";
      return new Failure(410, new ErrorBody("gone", message, "cursor"));
    }
    if (problem instanceof OutOfRoomException room) {
      return room.isPassing()
          ? new Failure(503, error("memory_full", room.getMessage()), WHEN_MEMORY_IS_FULL)
          : of(413, "too_large", room.getMessage());
    }
    if (problem instanceof OutOfMemoryError || problem.getCause() instanceof OutOfMemoryError) {
      String message = "there was not enough memory for this; try again";
      return new Failure(503, error("memory_full", message), WHEN_MEMORY_IS_FULL);
    }
    if (problem instanceof BodyTooLargeException) {
      return of(413, "too_large", problem.getMessage());
    }
    if (problem instanceof KvException kv && kv.kind() == KvException.Kind.DENIED) {
      return of(503, "etcd_denied", kv.reason().orElse("etcd refused this process"));
    }
    if (problem instanceof IngestRefusedException refused) {
      return refused.full() == IngestRefusedException.Full.QUEUE
          ? new Failure(429, error("queue_full", refused.getMessage()), WHEN_QUEUE_IS_FULL)
          : databaseFull(refused.getMessage());
    }
    if (problem instanceof KvException kv && kv.kind() == KvException.Kind.NO_SPACE) {
      return databaseFull("etcd's database is full and takes no writes; try again later");
    }
    if (problem instanceof KvException kv && kv.retryable()) {
      return of(503, "etcd_unavailable", kv.reason().orElseGet(() -> sentence(kv)));
    }
    if (problem instanceof NewerFormatException newer) {
      return new Failure(503, error("newer_format", newer.getMessage()), WHEN_FORMAT_IS_NEWER);
    }
    if (problem instanceof UnreadableException corrupt && corrupt.kind() == Kind.ANSWER) {
      return of(424, "store_corrupt", corrupt.getMessage());
    }
    return problem instanceof DecoderException ? of(400) : of(500);
  }

  /** What a file that cannot be read was taken for; null where the input is no file. */
  private static CaptureReport capture(InvalidInputException bad) {
    if (bad instanceof UnreadableCaptureException file) {
      return file.report();
    }
    return bad instanceof ForeignFileException foreign ? CaptureReport.of(foreign.file()) : null;
  }

  private static String sentence(KvException failure) {
    return switch (failure.kind()) {
      case OVERLOADED -> "etcd is overloaded; try again";
      case TIMEOUT -> "etcd did not answer in time; try again";
      default -> "etcd cannot be reached; try again";
    };
  }
}
