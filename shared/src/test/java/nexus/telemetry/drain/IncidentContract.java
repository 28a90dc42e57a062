package nexus.telemetry.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import nexus.telemetry.incidents.GpuIncidentsCodec;
import nexus.telemetry.incidents.Incident;
import nexus.telemetry.incidents.IncidentPolicy;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.GpuSamples;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.incidents.IncidentQuery;
import nexus.telemetry.query.incidents.Incidents;
import nexus.telemetry.query.incidents.IncidentsRequest;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.testing.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Incidents are a function of what is stored, however it came to be stored. */
abstract class IncidentContract extends DrainFixture {

  private static final String XID = "DCGM_FI_DEV_XID_ERRORS";
  private static final String DBE = "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL";
  private static final long MINUTE = 60_000;
  private static final int MINUTES = 300;
  private static final GpuId LOST = gpu(1, 0);
  private static final GpuId BROKEN = gpu(1, 1);
  private static final GpuId WELL = gpu(1, 2);

  private Incidents incidents(Kv kv) {
    return new IncidentQuery(
            kv,
            keys,
            new LatestReader(kv, keys, new LatestCache()),
            IncidentPolicy.DEFAULT,
            HOUR,
            5 * MINUTE,
            clock)
        .run(IncidentsRequest.all(new AskedCluster(CLUSTER, true)));
  }

  private static double xid(GpuId gpu, int minute) {
    return gpu.equals(LOST) && minute >= 130 ? 79 : 0;
  }

  private static double errors(GpuId gpu, int minute) {
    return gpu.equals(BROKEN) && minute >= 59 && minute < 200 ? minute < 60 ? 1 : 3 : 0;
  }

  /** Samples of some minutes. */
  private static GpuSamples samples(GpuId gpu, int from, int to) {
    long[] times = new long[to - from];
    double[] xids = new double[times.length];
    double[] errors = new double[times.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = T0 + (from + i) * MINUTE;
      xids[i] = xid(gpu, from + i);
      errors[i] = errors(gpu, from + i);
    }
    GpuFacts facts =
        Samples.facts("GPU-" + gpu.gpu()).with(Map.of("pod", "train-0", "namespace", "ml"));
    return new GpuSamples(
        gpu,
        facts,
        List.of(new MetricColumn(DBE, times, errors), new MetricColumn(XID, times, xids)));
  }

  private static void assertBoth(Incidents found) {
    assertThat(found.unreadableHosts()).isEmpty();
    assertThat(found.all())
        .extracting(
            Incident::kind,
            Incident::gpu,
            Incident::sinceMs,
            one -> one.untilMs().orElse(-1),
            Incident::count,
            one -> one.whose().uuid() + " " + one.whose().namespace() + "/" + one.whose().pod())
        .containsExactly(
            tuple("xid", "0", T0 + 130 * MINUTE, -1L, 1L, "GPU-0 ml/train-0"),
            tuple(
                "ecc_double_bit",
                "1",
                T0 + 59 * MINUTE,
                T0 + 200 * MINUTE,
                2L,
                "GPU-1 ml/train-0"));
  }

  private List<GpuSamples> cut(Random random) {
    List<GpuSamples> parts = new ArrayList<>();
    for (GpuId gpu : List.of(LOST, BROKEN, WELL)) {
      for (int from = 0; from < MINUTES; ) {
        int to = Math.min(MINUTES, from + 1 + random.nextInt(90));
        parts.add(samples(gpu, from, to));
        from = to;
      }
    }
    return parts;
  }

  /** Cut into messages anyhow, shuffled, each twice, drained now and then. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void incidentsAreThoseOfWhatIsStoredInWhicheverOrderItCame(long seed) {
    Kv kv = kv();
    Random random = new Random(seed);
    List<GpuSamples> parts = new ArrayList<>(cut(random));
    parts.addAll(cut(random));
    Collections.shuffle(parts, random);
    for (GpuSamples part : parts) {
      publish(kv, part);
      if (random.nextInt(4) == 0) {
        drain(kv);
      }
    }
    drain(kv);

    assertBoth(incidents(kv));
  }

  /** As a live fleet sends: most of it in open blocks when it is asked for. */
  @Test
  void anIncidentIsThereAsSoonAsItsSampleIsStoredAndIsTheSameOneLater() {
    Kv kv = kv();
    String id = null;
    for (int minute = 100; minute < 160; minute++) {
      for (GpuId gpu : List.of(LOST, WELL)) {
        publish(kv, samples(gpu, minute, minute + 1));
      }
      drain(kv);
      List<Incident> found = incidents(kv).all();
      if (minute < 130) {
        assertThat(found).as("minute %d", minute).isEmpty();
      } else {
        assertThat(found).as("minute %d", minute).hasSize(1);
        assertThat(found.get(0).isOpen()).isTrue();
        assertThat(found.get(0).sinceMs()).isEqualTo(T0 + 130 * MINUTE);
        id = id == null ? found.get(0).id(CLUSTER) : id;
        assertThat(found.get(0).id(CLUSTER)).isEqualTo(id);
      }
    }
  }

  @Test
  void ofAGpuThatIsWellNothingIsWritten() {
    Kv kv = kv();
    publish(kv, samples(WELL, 0, MINUTES));
    drain(kv);

    assertThat(count(kv, keys.incidents(CLUSTER))).isZero();
    assertThat(incidents(kv).all()).isEmpty();
  }

  @Test
  void aCorrectionTakesAnIncidentBack() {
    Kv kv = kv();
    publish(kv, samples(LOST, 130, 170));
    drain(kv);
    assertThat(incidents(kv).all()).hasSize(1);
    long[] times = new long[40];
    for (int i = 0; i < times.length; i++) {
      times[i] = T0 + (130 + i) * MINUTE;
    }
    publish(kv, Samples.of(LOST, XID, times, new double[40]));
    drain(kv);

    assertThat(incidents(kv).all()).isEmpty();
    List<Entry> kept = read(kv, Range.prefix(keys.incidents(CLUSTER)));
    assertThat(kept)
        .allSatisfy(
            entry -> assertThat(GpuIncidentsCodec.decode(entry.value()).isEmpty()).isTrue());
  }

  @Test
  void whatIsDamagedIsSetAsideAndBuiltAnewWithTheNextBlock() {
    Kv kv = kv();
    publish(kv, samples(LOST, 0, 140));
    drain(kv);
    put(kv, keys.incidents(CLUSTER, LOST), "garbage");

    assertThat(incidents(kv).unreadableHosts()).containsExactly(LOST.host());
    assertThat(count(kv, "/telemetry/deadletter/" + CLUSTER + "/broken/")).isEqualTo(1);
    publish(kv, samples(LOST, 100, 300));
    drain(kv);

    assertThat(incidents(kv).unreadableHosts()).isEmpty();
    assertThat(incidents(kv).all())
        .extracting(Incident::kind, Incident::sinceMs)
        .containsExactly(tuple("xid", T0 + 130 * MINUTE));
    assertThat(count(kv, "/telemetry/deadletter/" + CLUSTER + "/broken/")).isEqualTo(1);
  }

  @Test
  void whoFallsSilentWhileOthersGoOnIsMissing() {
    Kv kv = kv();
    publish(kv, samples(gpu(1, 2), 0, 10));
    publish(kv, samples(gpu(1, 3), 0, 30));
    publish(kv, samples(gpu(2, 0), 0, 10));
    drain(kv);

    assertThat(incidents(kv).all())
        .extracting(Incident::kind, Incident::host, Incident::gpu, Incident::sinceMs)
        .containsExactlyInAnyOrder(
            tuple("missing_gpu", "host-1", "2", T0 + 9 * MINUTE),
            tuple("stale", "host-2", "", T0 + 9 * MINUTE));
    publish(kv, samples(gpu(1, 2), 28, 30));
    publish(kv, samples(gpu(2, 0), 28, 30));
    drain(kv);
    assertThat(incidents(kv).all()).isEmpty();
  }

  /** Kept longer than samples, and no longer than they are to be. */
  @Test
  void incidentsOutliveTheirSamplesAndAreRemovedWhenTheyAreOld() {
    Kv kv = kv();
    publish(kv, samples(LOST, 100, 140));
    drain(kv);
    long dayMs = 24 * HOUR;
    for (int day : new int[] {9, 10}) {
      store(kv, day, new IncidentPolicy(IncidentPolicy.DEFAULT.rules(), 365 * dayMs));
    }
    assertThat(read(kv, keys.blocks(CLUSTER, LOST, 0, Long.MAX_VALUE))).isEmpty();
    assertThat(incidents(kv).all()).extracting(Incident::kind).contains("xid");

    for (int day : new int[] {11, 12}) {
      store(kv, day, new IncidentPolicy(IncidentPolicy.DEFAULT.rules(), 5 * dayMs));
    }
    assertThat(count(kv, keys.incidents(CLUSTER))).isZero();
  }

  private void store(Kv kv, int day, IncidentPolicy policy) {
    long atMs = T0 + day * 24L * HOUR;
    clock.advance(java.time.Duration.ofMillis(Math.max(0, atMs + MINUTE - clock.millis())));
    publish(kv, Samples.one(gpu(3, 0), Samples.UTIL, atMs, 1));
    drain(kv, new DrainOptions("test", 2, 0, 100, 16, HOUR, 24 * HOUR, 0, policy), LIMITS);
    endWait(kv);
    publish(kv, Samples.one(gpu(3, 0), Samples.UTIL, atMs + HOUR, 1));
    clock.advance(java.time.Duration.ofHours(2));
    drain(kv, new DrainOptions("test", 2, 0, 100, 16, HOUR, 24 * HOUR, 0, policy), LIMITS);
  }
}
