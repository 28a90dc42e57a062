package nexus.telemetry.kv.jetcd;

import static nexus.telemetry.kv.KvException.Kind.COMPACTED;
import static nexus.telemetry.kv.KvException.Kind.DENIED;
import static nexus.telemetry.kv.KvException.Kind.INTERNAL;
import static nexus.telemetry.kv.KvException.Kind.LEASE_GONE;
import static nexus.telemetry.kv.KvException.Kind.NO_SPACE;
import static nexus.telemetry.kv.KvException.Kind.OVERLOADED;
import static nexus.telemetry.kv.KvException.Kind.TIMEOUT;
import static nexus.telemetry.kv.KvException.Kind.TOO_LARGE;
import static nexus.telemetry.kv.KvException.Kind.UNAVAILABLE;

import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import nexus.telemetry.kv.KvException;

/**
 * What a failure of the etcd client means. etcd's own words come first, since it files many of its
 * errors under a code that says less (etcd: {@code api/v3rpc/rpctypes/error.go}).
 */
final class EtcdErrors {

  private static final Map<String, KvException.Kind> WORDS = words();

  /** What gRPC and Netty say of a connection that was closed. */
  private static final List<String> LOST =
      List.of("Network closed", "Connection reset", "Broken pipe", "ClosedChannelException");

  private EtcdErrors() {}

  private static Map<String, KvException.Kind> words() {
    Map<String, KvException.Kind> words = new LinkedHashMap<>();
    words.put("database space exceeded", NO_SPACE);
    words.put("too many requests", OVERLOADED);
    words.put("request is too large", TOO_LARGE);
    words.put("too many operations", TOO_LARGE);
    words.put("larger than max", TOO_LARGE);
    words.put("exceeds maximum size", TOO_LARGE);
    words.put("requested lease not found", LEASE_GONE);
    words.put("has been compacted", COMPACTED);
    words.put("future revision", COMPACTED); // of a store that was restored, or is another one
    words.put("permission denied", DENIED);
    words.put("authentication failed", DENIED);
    words.put("authentication is not enabled", DENIED);
    words.put("user name is empty", DENIED);
    words.put("invalid auth token", DENIED);
    words.put("revision of auth store is old", DENIED);
    words.put("request timed out", TIMEOUT);
    words.put("context deadline exceeded", TIMEOUT); // the member noticed before the client did
    words.put("context canceled", UNAVAILABLE);
    words.put("raft proposal dropped", UNAVAILABLE);
    words.put("no leader", UNAVAILABLE);
    words.put("leader changed", UNAVAILABLE);
    words.put("server stopped", UNAVAILABLE);
    // A member that is stopped cuts its connections off in the middle of an answer.
    words.put("HTTP status code", UNAVAILABLE);
    words.put("unexpected EOS", UNAVAILABLE);
    words.put("RST_STREAM", UNAVAILABLE);
    words.put("ClosedChannelException", UNAVAILABLE); // a call that met the end of its connection
    words.put("event executor terminated", UNAVAILABLE); // the client was closed under the call
    return words;
  }

  /**
   * @param what the operation and where it went, for the message
   * @param failure what the client failed with
   */
  static KvException toKv(String what, Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof KvException already) {
      return already;
    }
    String why = describe(cause);
    return new KvException(
        kind(cause, why), what + ": " + why, cause, EtcdReasons.find(cause).orElse(null));
  }

  /**
   * Whether etcd refused the call because its token is no longer good. It applied nothing, and the
   * client fetches a new token for the next call.
   */
  static boolean isStaleToken(Throwable failure) {
    String why = describe(unwrap(failure));
    return why.contains("invalid auth token") || why.contains("revision of auth store is old");
  }

  /**
   * Whether the call was never sent, as every member refuses connections or did when last asked.
   */
  static boolean isConnectionRefused(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }

  /** Whether a connection was closed under a call that was on its way: etcd may have done it. */
  static boolean isConnectionLost(Throwable failure) {
    String why = describe(unwrap(failure));
    return LOST.stream().anyMatch(why::contains);
  }

  private static KvException.Kind kind(Throwable cause, String why) {
    for (var word : WORDS.entrySet()) {
      if (why.contains(word.getKey())) {
        return word.getValue();
      }
    }
    return cause instanceof TimeoutException ? TIMEOUT : kind(code(cause));
  }

  private static KvException.Kind kind(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, CANCELLED -> UNAVAILABLE;
      case DEADLINE_EXCEEDED -> TIMEOUT;
      case RESOURCE_EXHAUSTED -> OVERLOADED;
      case UNAUTHENTICATED, PERMISSION_DENIED -> DENIED;
      default -> INTERNAL;
    };
  }

  private static Status.Code code(Throwable cause) {
    return cause instanceof EtcdException etcd
        ? Status.Code.valueOf(etcd.getErrorCode().name())
        : Status.fromThrowable(cause).getCode();
  }

  /** The failure and the failures behind it, in one line: a handshake's reason is the third. */
  private static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message =
          each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : "; ").append(message);
      }
    }
    return text.toString();
  }

  /** The call's own failure: credentials that could not be fetched hide why behind another. */
  private static Throwable unwrap(Throwable failure) {
    Throwable each = failure;
    while (each.getCause() != null
        && (each instanceof CompletionException
            || each instanceof ExecutionException
            || (isStatus(each) && isStatus(each.getCause())))) {
      each = each.getCause();
    }
    return each;
  }

  private static boolean isStatus(Throwable failure) {
    return failure instanceof StatusRuntimeException || failure instanceof StatusException;
  }
}
