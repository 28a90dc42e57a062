package nexus.functions.http.connection;

import static nexus.functions.http.connection.ConnectionLimits.HEAD_SECONDS;
import static nexus.functions.http.connection.ConnectionLimits.IDLE_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConnectionLimitsTest {

  private final ConnectionLimits.Watch watch = new ConnectionLimits.Watch();
  private final EmbeddedChannel channel = new EmbeddedChannel(watch);

  @BeforeEach
  void stopTheClock() {
    channel.freezeTime();
  }

  private void comes() {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {'G'}));
  }

  private boolean isOpenAfter(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    return channel.isOpen();
  }

  @Test
  void oneWithoutARequestIsClosed() {
    assertThat(isOpenAfter(IDLE_SECONDS - 1)).isTrue();
    assertThat(isOpenAfter(2)).isFalse();
  }

  @Test
  void aHeadThatDoesNotEndClosesItHoweverSteadilyItComes() {
    comes();
    for (int second = 0; second < HEAD_SECONDS - 1; second++) {
      assertThat(isOpenAfter(1)).isTrue();
      comes();
    }
    assertThat(isOpenAfter(2)).isFalse();
  }

  @Test
  void aRequestMayTakeAsLongAsItTakesAndThenItIsIdle() {
    comes();
    watch.begin(false);
    comes();
    assertThat(isOpenAfter(10 * IDLE_SECONDS)).isTrue();

    watch.end();
    assertThat(isOpenAfter(IDLE_SECONDS - 1)).isTrue();
    assertThat(isOpenAfter(2)).isFalse();
  }

  @Test
  void theNextHeadHasItsOwnTime() {
    watch.begin(false);
    watch.end();
    comes();
    assertThat(isOpenAfter(HEAD_SECONDS - 1)).isTrue();
    watch.begin(false);
    assertThat(isOpenAfter(IDLE_SECONDS)).isTrue();
  }

  @Test
  void oneThatRequestsShareIsInUseUntilTheLastIsAnswered() {
    watch.begin(true);
    watch.begin(true);
    watch.end();
    assertThat(isOpenAfter(2 * IDLE_SECONDS)).isTrue();

    watch.end();
    comes(); // a ping
    assertThat(isOpenAfter(HEAD_SECONDS + 1)).isTrue();
    assertThat(isOpenAfter(IDLE_SECONDS)).isFalse();
  }
}
