package nexus.telemetry.kv.jetcd;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

final class EtcdWarmupTest {

  @Test
  void everyCallOfTheWarmUpSucceeds() {
    assertThatCode(EtcdWarmup::run).doesNotThrowAnyException();
  }
}
