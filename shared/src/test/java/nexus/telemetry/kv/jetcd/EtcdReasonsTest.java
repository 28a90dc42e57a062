package nexus.telemetry.kv.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EtcdReasonsTest {

  private static final String PIPELINE =
      "io exception\nChannel Pipeline: [SslHandler#0, ProtocolNegotiators$ClientTlsHandler#0]";

  private static Throwable broken(String pipeline, String how) {
    return Status.UNAVAILABLE
        .withDescription(pipeline)
        .withCause(new IOException(how))
        .asRuntimeException();
  }

  /** Whether it ends the connection or resets it is a matter of who is faster. */
  @Test
  void aConnectionThatIsResetInTheHandshakeMayHaveMetAnEtcdWithoutTls() {
    assertThat(EtcdReasons.find(broken(PIPELINE, "Connection reset")))
        .contains("etcd ended the TLS handshake: is its endpoint http, not https?");
  }

  @Test
  void anyOtherThatBreaksSaysNothingOfTls() {
    assertThat(EtcdReasons.find(broken(PIPELINE, "Connection refused"))).isEmpty();
    assertThat(EtcdReasons.find(broken("io exception", "Connection reset"))).isEmpty();
  }
}
