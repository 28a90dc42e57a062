package nexus.telemetry.query.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatest.Gpu;
import nexus.telemetry.store.HostLatest.LatestSample;
import org.junit.jupiter.api.Test;

class SilenceTest {

  private static final long NOW = 1_795_896_000_000L;
  private static final long SILENT = Duration.ofMinutes(5).toMillis();
  private static final long OLD = NOW - SILENT - 1;
  private static final long GONE = NOW - Duration.ofDays(8).toMillis();

  private final Silence silence = new Silence(SILENT);

  private static Gpu gpu(String index, long newestMs) {
    return new Gpu(index, "", "", "", List.of(new LatestSample("M", newestMs, 1)));
  }

  private static HostLatest host(String name, Gpu... gpus) {
    return new HostLatest(name, List.of(gpus));
  }

  private List<String> among(HostLatest... hosts) {
    return silence.among(List.of(hosts), NOW).stream()
        .map(one -> one.kind() + " " + one.host() + "/" + one.gpu() + " " + (NOW - one.sinceMs()))
        .toList();
  }

  @Test
  void aGpuIsMissingWhereOthersOfItsHostGoOn() {
    assertThat(among(host("a", gpu("0", OLD), gpu("1", NOW))))
        .containsExactly("missing_gpu a/0 " + (SILENT + 1));
    assertThat(among(host("a", gpu("0", NOW - SILENT), gpu("1", NOW)))).isEmpty();
  }

  @Test
  void aHostIsStaleAsAWhole() {
    assertThat(among(host("a", gpu("0", OLD), gpu("1", OLD)), host("b", gpu("0", NOW))))
        .containsExactly("stale a/ " + (SILENT + 1));
  }

  /** Where instances are made of a GPU it may be these alone that are told of. */
  @Test
  void aGpuWhoseInstancesAreHeardIsThere() {
    assertThat(among(host("a", gpu("0", OLD), gpu("0.3", NOW), gpu("1", NOW)))).isEmpty();
    assertThat(among(host("a", gpu("0.3", OLD), gpu("0.4", OLD - 1), gpu("1", NOW))))
        .containsExactly("missing_gpu a/0 " + (SILENT + 1));
  }

  @Test
  void whatIsSilentForAWeekIsGone() {
    assertThat(among(host("a", gpu("0", GONE), gpu("1", NOW)), host("b", gpu("0", GONE))))
        .isEmpty();
  }

  @Test
  void aClusterIsStaleOnceItIsSilent() {
    assertThat(Stream.of(NOW, OLD, GONE).filter(one -> silence.ofCluster(one, NOW).isPresent()))
        .containsExactly(OLD);
  }
}
