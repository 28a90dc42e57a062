package nexus.telemetry.kv.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import nexus.telemetry.kv.KvException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNAVAILABLE         | io exception                                       | UNAVAILABLE
          UNAVAILABLE         | etcdserver: no leader                              | UNAVAILABLE
          UNAVAILABLE         | etcdserver: leader changed                         | UNAVAILABLE
          UNAVAILABLE         | etcdserver: server stopped                         | UNAVAILABLE
          UNAVAILABLE         | etcdserver: request timed out                      | TIMEOUT
          UNAVAILABLE         | etcdserver: request timed out, possibly due to connection lost | TIMEOUT
          CANCELLED           | context canceled                                   | UNAVAILABLE
          UNKNOWN             | context canceled                                   | UNAVAILABLE
          UNKNOWN             | context deadline exceeded                          | TIMEOUT
          UNKNOWN             | raft proposal dropped                              | UNAVAILABLE
          DEADLINE_EXCEEDED   | CallOptions deadline exceeded after 1s             | TIMEOUT
          OUT_OF_RANGE        | etcdserver: mvcc: required revision has been compacted | COMPACTED
          OUT_OF_RANGE        | etcdserver: mvcc: required revision is a future revision | COMPACTED
          RESOURCE_EXHAUSTED  | etcdserver: mvcc: database space exceeded          | NO_SPACE
          RESOURCE_EXHAUSTED  | etcdserver: too many requests                      | OVERLOADED
          RESOURCE_EXHAUSTED  | grpc: received message larger than max (3 vs. 2)   | TOO_LARGE
          RESOURCE_EXHAUSTED  | gRPC message exceeds maximum size 67108864: 70000000 | TOO_LARGE
          RESOURCE_EXHAUSTED  | something else                                     | OVERLOADED
          INVALID_ARGUMENT    | etcdserver: request is too large                   | TOO_LARGE
          INVALID_ARGUMENT    | etcdserver: too many operations in txn request     | TOO_LARGE
          INVALID_ARGUMENT    | etcdserver: duplicate key given in txn request     | INTERNAL
          NOT_FOUND           | etcdserver: requested lease not found              | LEASE_GONE
          UNAUTHENTICATED     | etcdserver: invalid auth token                     | DENIED
          PERMISSION_DENIED   | etcdserver: permission denied                      | DENIED
          INVALID_ARGUMENT    | etcdserver: authentication failed, invalid user ID or password | DENIED
          INVALID_ARGUMENT    | etcdserver: user name is empty                     | DENIED
          FAILED_PRECONDITION | etcdserver: authentication is not enabled          | DENIED
          UNKNOWN             | HTTP status code 200                               | UNAVAILABLE
          INTERNAL            | Received unexpected EOS on empty DATA frame from server | UNAVAILABLE
          INTERNAL            | RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR | UNAVAILABLE
          UNKNOWN             | channel closed; ClosedChannelException             | UNAVAILABLE
          UNKNOWN             | event executor terminated                          | UNAVAILABLE
          UNKNOWN             | anything                                           | INTERNAL
          """)
  void etcdsWordsDecideTheKind(Status.Code code, String message, KvException.Kind kind) {
    Status status = code.toStatus().withDescription(message);

    assertThat(EtcdErrors.toKv("get", status.asRuntimeException()).kind()).isEqualTo(kind);
    assertThat(EtcdErrors.toKv("get", EtcdExceptionFactory.toEtcdException(status)).kind())
        .isEqualTo(kind);
    assertThat(EtcdErrors.toKv("get", new CompletionException(status.asRuntimeException())).kind())
        .isEqualTo(kind);
  }

  @Test
  void credentialsThatCouldNotBeFetchedFailForTheReasonBehindIt() {
    Throwable away =
        Status.UNAUTHENTICATED
            .withCause(Status.UNAVAILABLE.withDescription("io exception").asRuntimeException())
            .asRuntimeException();

    assertThat(EtcdErrors.toKv("get", away).kind()).isEqualTo(KvException.Kind.UNAVAILABLE);
  }

  @Test
  void whatTheClientGaveUpWaitingForTimedOut() {
    assertThat(EtcdErrors.toKv("get", new TimeoutException()).kind())
        .isEqualTo(KvException.Kind.TIMEOUT);
  }

  @Test
  void theMessageTellsTheReasonBehindTheReason() {
    Throwable failure =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new IllegalStateException("no such certificate"))
            .asRuntimeException();

    assertThat(EtcdErrors.toKv("get /a at http://etcd", failure))
        .hasMessageStartingWith("get /a at http://etcd: ")
        .hasMessageContaining("io exception")
        .hasMessageContaining("no such certificate");
  }

  @Test
  void aKvExceptionStaysItself() {
    KvException e = new KvException(KvException.Kind.COMPACTED, "x", null);

    assertThat(EtcdErrors.toKv("get", new CompletionException(e))).isSameAs(e);
  }
}
