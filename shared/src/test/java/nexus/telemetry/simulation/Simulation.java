package nexus.telemetry.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.ingest.IngestLimits;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.queue.MessageQueue.PublishOptions;

/**
 * One run: clients upload, drainers store and expire, a reader asks, and things go wrong. Then all
 * is quiet, one more drainer stores what waits, and what there is must be what clients were told.
 */
final class Simulation {

  static final String CLUSTER = "c1";

  /** GPUs, by host and index. */
  static final List<GpuId> GPUS =
      List.of(new GpuId("h1", "0"), new GpuId("h1", "1"), new GpuId("h2", "0"));

  static final long SPAN_MS = Duration.ofHours(1).toMillis();
  static final long RETENTION_MS = Duration.ofDays(2).toMillis();
  private static final int PARTITIONS = 2;
  private static final long QUIET_MS = Duration.ofMinutes(5).toMillis();

  /** Half an hour: rows dated ahead stay within what an ingester takes. */
  private static final long CLIENT_CLOCK_MS = Duration.ofMinutes(30).toMillis();

  private static final long DRAINER_CLOCK_MS = Duration.ofDays(40).toMillis();

  private final SplittableRandom random;
  private final SimulatedTime time = new SimulatedTime();
  private final Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
  private final SimulatedStore store = new SimulatedStore(time, keys);
  private final Trace trace;
  private final Mishaps mishaps;
  private final Schedule schedule;
  private final Uploads uploads;
  private final boolean retains;
  private final UnaryOperator<Kv> wrapper;
  private final Deque<Carrier> carriers;
  private final List<Carrier> used = new ArrayList<>();
  private int processes;

  /**
   * What came of a run.
   *
   * @param hash tells runs apart: two that are alike step by step have the same
   * @param problems what must not be; empty when all is well
   * @param trace every step, where it was wanted
   */
  record Outcome(long seed, long hash, int steps, List<String> problems, List<String> trace) {}

  private Simulation(
      long seed, UnaryOperator<Kv> wrapper, Deque<Carrier> carriers, boolean traced) {
    this.random = new SplittableRandom(seed);
    this.wrapper = wrapper;
    this.carriers = carriers;
    this.trace = new Trace(time, store, traced);
    this.mishaps = new Mishaps(random, time, store, trace);
    this.schedule = new Schedule(random, time, store, trace, mishaps);
    this.retains = random.nextInt(3) == 0;
    this.uploads = Uploads.of(random, GPUS, 2 + random.nextInt(3), retains);
  }

  /** Runs simulations one after the other; each thread that does has its own. */
  static final class Runner {
    private final Deque<Carrier> carriers = new ArrayDeque<>();

    Outcome run(long seed) {
      return run(seed, UnaryOperator.identity(), false);
    }

    /**
     * @param wrapper what stands between the pipeline and the store
     * @param traced whether every step is wanted as text
     */
    Outcome run(long seed, UnaryOperator<Kv> wrapper, boolean traced) {
      Simulation simulation = new Simulation(seed, wrapper, carriers, traced);
      simulation.play();
      carriers.addAll(simulation.used);
      return new Outcome(
          seed,
          simulation.trace.hash(),
          simulation.trace.steps(),
          List.copyOf(simulation.store.problems()),
          simulation.trace.lines());
    }
  }

  private void play() {
    Verdict verdict = new Verdict(store, keys, uploads, time, retains);
    long holdSeconds = random.nextBoolean() ? 10 : 0;
    List<Worker> workers = new ArrayList<>();
    int clients = 1 + random.nextInt(2);
    int chunkBytes = random.nextInt(3) == 0 ? 100 : 1 << 20;
    for (int i = 0; i < clients; i++) {
      Clients client = new Clients(this, ingestOptions(), chunkBytes, mine(i, clients));
      workers.add(worker("client-" + i, CLIENT_CLOCK_MS, client::live));
    }
    for (int i = 0; i < 2; i++) {
      Drains drains = new Drains(this, holdSeconds, retains ? RETENTION_MS : 0);
      workers.add(worker("drainer-" + i, DRAINER_CLOCK_MS, drains::live));
    }
    Reads reads = new Reads(this, verdict);
    workers.add(worker("reader", CLIENT_CLOCK_MS, reads::live));
    Faults faults = Faults.of(random);
    verdict.everyCallIsAnswered(faults.callsAreAnswered());
    mishaps.leapFar(retains);
    schedule.disturb(faults);
    schedule.run(workers);
    quiet(verdict);
  }

  private void quiet(Verdict verdict) {
    if (schedule.aborted()) {
      return;
    }
    schedule.disturb(Faults.NONE);
    schedule.settle();
    time.pass(QUIET_MS);
    Drains last = new Drains(this, 0, 0);
    schedule.run(List.of(worker("last", 0, last::drainAll)));
    time.pass(QUIET_MS);
    store.kv().expireLeases();
    verdict.check();
  }

  private List<Upload> mine(int client, int clients) {
    return uploads.all().stream().filter(upload -> upload.number() % clients == client).toList();
  }

  private IngestOptions ingestOptions() {
    return new IngestOptions(
        new PublishOptions(PARTITIONS, 2, 0, SPAN_MS),
        0,
        0,
        retains ? RETENTION_MS : 0,
        null,
        random.nextBoolean() ? IngestLimits.NONE : new IngestLimits(1_000, 0, 100));
  }

  DrainOptions drainOptions(String owner, long retentionMs, long holdSeconds) {
    return new DrainOptions(owner, 0, 0, 100, PARTITIONS, SPAN_MS, retentionMs, holdSeconds);
  }

  /** A process of a worker: what it has between its start and its death. */
  record Life(SimulatedKv connection, Kv kv, SimulatedTime.Clock clock) {
    String name() {
      return connection.name();
    }
  }

  /** A worker that runs one process after the other, each until it dies or has done its work. */
  private Worker worker(String name, long clockMs, Consumer<Life> life) {
    SimulatedTime.Clock clock = new SimulatedTime.Clock(time);
    if (clockMs > 0) {
      mishaps.mayGoWrong(name, clock, clockMs);
    }
    Carrier carrier = carriers.isEmpty() ? new Carrier() : carriers.pop();
    used.add(carrier);
    return new Worker(name, carrier, () -> live(name, clock, life));
  }

  private void live(String name, SimulatedTime.Clock clock, Consumer<Life> life) {
    for (int number = 0; ; number++) {
      SimulatedKv connection =
          new SimulatedKv(schedule, store, time, name + "." + number, ++processes);
      try {
        life.accept(new Life(connection, wrapper.apply(connection), clock));
        return;
      } catch (Throwable end) {
        if (!connection.isDying()) {
          store.problem(name + " failed: " + end);
          trace.failed(name, end);
          return;
        }
        connection.die();
        schedule.revive();
        if (schedule.aborted()) {
          return;
        }
      }
    }
  }

  Keyspace keys() {
    return keys;
  }

  Schedule schedule() {
    return schedule;
  }

  SimulatedStore store() {
    return store;
  }

  Trace trace() {
    return trace;
  }

  SplittableRandom random() {
    return random;
  }
}
