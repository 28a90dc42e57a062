package nexus.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import nexus.bench.Connection;
import nexus.bench.Plan;
import nexus.bench.Scrapes;
import nexus.bench.Timings;
import nexus.local.Api;
import nexus.local.LocalFailure;

/**
 * What scrapes of a fleet cost, one after the other, each of them one body.
 *
 * <p>A scrape is stored when the drain's counters, which etcd changes in the transactions that
 * store samples and delete their messages, have counted each of its samples. Bodies are made, and
 * etcd is asked, while nothing is timed.
 *
 * @param samples samples of each scrape
 * @param rounds those that were measured
 */
record FleetScrapes(long samples, List<Round> rounds) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** After a scrape: etcd puts off writing its database by 100 ms. */
  private static final long PAUSE_MS = 150;

  /**
   * One scrape.
   *
   * @param milliseconds from before its first byte is sent until it is stored
   * @param used seconds of processor time in them, of the application and etcd
   * @param usedInAll the same with the pause after it
   * @param logBytes bytes that etcd wrote to its log, with the pause after it
   */
  record Round(double milliseconds, double used, double usedInAll, double logBytes) {}

  FleetScrapes {
    rounds = List.copyOf(rounds);
  }

  /** Sends all of {@code plan}; what comes before the last {@code measured} scrapes warms up. */
  static FleetScrapes measure(Stack stack, String cluster, Plan plan, int measured)
      throws IOException, InterruptedException {
    long samples = plan.values() / plan.scrapes();
    Scrapes scrapes = new Scrapes(plan);
    List<Round> rounds = new ArrayList<>();
    Etcd etcd = stack.etcd();
    try (Connection connection = stack.connect();
        StoredSamples stored = new StoredSamples(etcd.kv(), etcd.keys().drainCounters(cluster))) {
      for (int i = 1; i <= plan.scrapes(); i++) {
        Round round = round(stack, connection, cluster, scrapes.next(), samples, stored);
        if (i > plan.scrapes() - measured) {
          rounds.add(round);
        }
      }
    }
    Ingestion.checkStored(stack, cluster, plan.values());
    return new FleetScrapes(samples, rounds);
  }

  private static Round round(
      Stack stack,
      Connection connection,
      String cluster,
      byte[] body,
      long samples,
      StoredSamples stored)
      throws IOException, InterruptedException {
    String path = "/api/v1/csv/upload?cluster=" + Api.encode(cluster);
    long wanted = stored.sum() + samples;
    long logBefore = stack.etcd().logBytes();
    ProcessorTime before = ProcessorTime.of(stack);
    long begun = System.nanoTime();
    byte[] answer = connection.post(path, "text/plain", body);
    stored.await(wanted, PATIENCE);
    double milliseconds = (System.nanoTime() - begun) / 1e6;
    ProcessorTime used = ProcessorTime.of(stack).since(before);
    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    ProcessorTime usedInAll = ProcessorTime.of(stack).since(before);
    long logBytes = stack.etcd().logBytes() - logBefore;
    check(stack, cluster, Json.read(answer), samples);
    return new Round(milliseconds, used.ofServers(), usedInAll.ofServers(), logBytes);
  }

  private static void check(Stack stack, String cluster, JsonNode answer, long samples) {
    Ingestion.check(samples, answer);
    long waiting = stack.etcd().waiting(cluster);
    if (waiting > 0) {
      throw new LocalFailure(waiting + " messages wait though every sample is stored");
    }
  }

  /** Milliseconds until stored. */
  Timings milliseconds() {
    return each(Round::milliseconds);
  }

  /** Microseconds of processor time a sample until stored. */
  Timings microsecondsASample() {
    return each(round -> round.used() * 1e6 / samples);
  }

  /** The same of all scrapes together, with what is done after them. */
  double meanMicrosecondsASample() {
    return mean(Round::usedInAll) * 1e6 / samples;
  }

  /** Bytes a sample that etcd wrote to its log. */
  Timings logBytesASample() {
    return each(round -> round.logBytes() / samples);
  }

  /** The same of all scrapes together. */
  double meanLogBytesASample() {
    return mean(Round::logBytes) / samples;
  }

  private Timings each(ToDoubleFunction<Round> figure) {
    return Timings.of(rounds.stream().mapToDouble(figure).toArray());
  }

  private double mean(ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).average().orElseThrow();
  }
}
