package nexus.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import nexus.bench.Plan;
import nexus.bench.Scrapes;
import nexus.bench.Timings;

/**
 * What scrapes of a fleet cost, one after the other, each of them one body. Bodies are made and
 * figures are asked for while nothing is timed.
 *
 * @param samples samples of each scrape
 * @param rounds those that were measured
 */
public record FleetScrapes(long samples, List<Round> rounds) {

  /** After a scrape: etcd puts off writing its database by 100 ms. */
  private static final long PAUSE_MS = 150;

  /**
   * One scrape.
   *
   * @param milliseconds from before its first byte is sent until it is stored
   * @param used seconds of processor time in them
   * @param usedInAll the same with the pause after it
   * @param logBytes bytes written to the log, with the pause after it
   */
  record Round(double milliseconds, double used, double usedInAll, double logBytes) {}

  /** What was measured. */
  public FleetScrapes {
    rounds = List.copyOf(rounds);
  }

  /** Sends all scrapes of a fleet, and checks that they are stored. */
  public static FleetScrapes measure(ScrapeReceiver receiver, FleetSize size)
      throws IOException, InterruptedException {
    Plan plan = size.plan();
    long samples = plan.values() / plan.scrapes();
    Scrapes scrapes = new Scrapes(plan);
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < plan.scrapes(); i++) {
      Round round = round(receiver, scrapes.next());
      receiver.check();
      if (i >= size.warmUp()) {
        rounds.add(round);
      }
    }
    receiver.checkAll(plan.values());
    return new FleetScrapes(samples, rounds);
  }

  private static Round round(ScrapeReceiver receiver, byte[] body)
      throws IOException, InterruptedException {
    double logBefore = receiver.logBytes();
    double usedBefore = receiver.processorSeconds();
    long begun = System.nanoTime();
    receiver.take(body);
    double milliseconds = (System.nanoTime() - begun) / 1e6;
    double used = receiver.processorSeconds() - usedBefore;
    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    double usedInAll = receiver.processorSeconds() - usedBefore;
    return new Round(milliseconds, used, usedInAll, receiver.logBytes() - logBefore);
  }

  /** Milliseconds until stored. */
  public Timings milliseconds() {
    return each(Round::milliseconds);
  }

  /** Microseconds of processor time a sample until stored. */
  public Timings microsecondsASample() {
    return each(round -> round.used() * 1e6 / samples);
  }

  /** The same of all scrapes together, with what is done after them. */
  public double meanMicrosecondsASample() {
    return mean(Round::usedInAll) * 1e6 / samples;
  }

  /** Bytes a sample written to the log. */
  public Timings logBytesASample() {
    return each(round -> round.logBytes() / samples);
  }

  /** The same of all scrapes together. */
  public double meanLogBytesASample() {
    return mean(Round::logBytes) / samples;
  }

  private Timings each(ToDoubleFunction<Round> figure) {
    return Timings.of(rounds.stream().mapToDouble(figure).toArray());
  }

  private double mean(ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).average().orElseThrow();
  }
}
