package nexus.functions.wiring;

import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import nexus.telemetry.drain.DrainOptions;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.formats.StoredFormats;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.LiveIngest;
import nexus.telemetry.ingest.ObjectIngest;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.query.fleet.FleetQuery;
import nexus.telemetry.query.gpu.GpuFinder;
import nexus.telemetry.query.incidents.IncidentQuery;
import nexus.telemetry.query.latest.LatestCache;
import nexus.telemetry.query.latest.LatestQuery;
import nexus.telemetry.query.latest.LatestReader;
import nexus.telemetry.query.letters.DeadLetterQuery;
import nexus.telemetry.query.promql.PromqlQuery;
import nexus.telemetry.query.series.SeriesExport;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.MetricsQuery;
import nexus.telemetry.query.stats.QueueQuery;
import nexus.telemetry.query.uploads.IngestQuery;
import nexus.telemetry.query.usage.UsageQuery;
import nexus.telemetry.queue.MessageQueue.PublishOptions;
import nexus.telemetry.work.MemoryBudget;
import nexus.telemetry.work.Supervisor;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the pipeline's parts out of the settings. */
@Singleton
final class Pipeline {

  /** Partitions drained side by side for each worker: a drain mostly waits for etcd. */
  private static final int PARTITIONS_A_WORKER = 4;

  /** With the budget of the drain that runs by itself, a claim lasts 25 s. */
  private static final int HOLD_SECONDS = 10;

  @Produces
  @Singleton
  Settings settings() {
    return Settings.of(new Environment(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)));
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Supervisor supervisor() {
    return new Supervisor(ProcessEnd::of);
  }

  @Produces
  @Singleton
  Keyspace keys(Settings settings) {
    return settings.queue().keys();
  }

  @Produces
  @Singleton
  MemoryBudget memory() {
    return HeapShares.ofThisProcess().uploads();
  }

  @Produces
  @Singleton
  CsvIngest ingest(
      Kv kv, Keyspace keys, Settings settings, MemoryBudget memory, InstantSource clock) {
    return new CsvIngest(kv, keys, options(settings, memory), clock);
  }

  @Produces
  @Singleton
  LiveIngest live(
      Kv kv, Keyspace keys, Settings settings, MemoryBudget memory, InstantSource clock) {
    return new LiveIngest(kv, keys, options(settings, memory), clock);
  }

  void close(@Disposes LiveIngest ingest) {
    ingest.close();
  }

  private static IngestOptions options(Settings settings, MemoryBudget memory) {
    Settings.Queue queue = settings.queue();
    return new IngestOptions(
        new PublishOptions(
            queue.partitions(),
            queue.batchSize(),
            queue.messageTtl().toSeconds(),
            settings.drain().blockSpan().toMillis()),
        settings.workers(),
        queue.ledgerRetention().toSeconds(),
        settings.drain().retention().toMillis(),
        spool(),
        settings.limits(),
        memory);
  }

  void close(@Disposes CsvIngest ingest) {
    ingest.close();
  }

  @Produces
  @Singleton
  ObjectIngest objects(
      ObjectStore store,
      Kv kv,
      Keyspace keys,
      Settings settings,
      MemoryBudget memory,
      InstantSource clock) {
    int chunkBytes = settings.queue().chunkBytes();
    return new ObjectIngest(store, chunkBytes, kv, keys, options(settings, memory), clock);
  }

  void close(@Disposes ObjectIngest ingest) {
    ingest.close();
  }

  private static Path spool() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  @Produces
  @Singleton
  Drainer drainer(Kv kv, Keyspace keys, Settings settings, InstantSource clock) {
    Settings.Drain drain = settings.drain();
    DrainOptions options =
        new DrainOptions(
            drain.collector(),
            HeapShares.ofThisProcess()
                .partitions(
                    Math.min(PARTITIONS_A_WORKER * settings.workers(), DrainOptions.MAX_WORKERS)),
            drain.rangeStart(),
            drain.rangeEnd(),
            settings.queue().partitions(),
            drain.blockSpan().toMillis(),
            drain.retention().toMillis(),
            drain.enabled() ? HOLD_SECONDS : 0,
            settings.incidents(),
            drain.rollupRetention().toMillis());
    return new Drainer(kv, keys, options, clock);
  }

  void close(@Disposes Drainer drainer) {
    drainer.close();
  }

  @Produces
  @Singleton
  SeriesQuery series(Kv kv, Keyspace keys, Settings settings, InstantSource clock) {
    return new SeriesQuery(kv, keys, settings.drain().blockSpan().toMillis(), clock);
  }

  @Produces
  @Singleton
  QueueQuery queue(Kv kv, Keyspace keys, InstantSource clock) {
    return new QueueQuery(kv, keys, clock);
  }

  @Produces
  @Singleton
  IngestQuery ingests(Kv kv, Keyspace keys) {
    return new IngestQuery(kv, keys);
  }

  @Produces
  @Singleton
  DeadLetterQuery deadLetters(Kv kv, Keyspace keys, InstantSource clock) {
    return new DeadLetterQuery(kv, keys, clock);
  }

  @Produces
  @Singleton
  StoredFormats formats(Kv kv, Keyspace keys) {
    return new StoredFormats(kv, keys);
  }

  @Produces
  @Singleton
  LatestCache latest() {
    return new LatestCache();
  }

  @Produces
  @Singleton
  LatestReader newest(Kv kv, Keyspace keys, LatestCache latest) {
    return new LatestReader(kv, keys, latest);
  }

  @Produces
  @Singleton
  ClusterStats stats(
      Kv kv, Keyspace keys, LatestCache latest, Settings settings, InstantSource clock) {
    Settings.Stats stats = settings.stats();
    long staleAfterMs = stats.staleAfter().toMillis();
    return new ClusterStats(kv, keys, latest, clock, stats.quotaBytes(), staleAfterMs);
  }

  @Produces
  @Singleton
  MetricsQuery metrics(
      Kv kv, Keyspace keys, LatestCache latest, Settings settings, InstantSource clock) {
    Settings.Stats stats = settings.stats();
    long staleAfterMs = stats.staleAfter().toMillis();
    return new MetricsQuery(kv, keys, latest, clock, stats.quotaBytes(), staleAfterMs);
  }

  @Produces
  @Singleton
  FleetQuery fleet(
      Kv kv, Keyspace keys, LatestCache latest, Settings settings, InstantSource clock) {
    return new FleetQuery(kv, keys, latest, clock, settings.stats().staleAfter().toMillis());
  }

  @Produces
  @Singleton
  LatestQuery newestValues(LatestReader newest) {
    return new LatestQuery(newest);
  }

  @Produces
  @Singleton
  SeriesExport exports(SeriesQuery series) {
    return new SeriesExport(series);
  }

  @Produces
  @Singleton
  PromqlQuery promql(
      Kv kv, Keyspace keys, LatestReader newest, Settings settings, InstantSource clock) {
    return new PromqlQuery(kv, keys, newest, settings.drain().blockSpan().toMillis(), clock);
  }

  @Produces
  @Singleton
  IncidentQuery incidents(
      Kv kv, Keyspace keys, LatestReader newest, Settings settings, InstantSource clock) {
    return new IncidentQuery(
        kv,
        keys,
        newest,
        settings.incidents(),
        settings.drain().blockSpan().toMillis(),
        settings.stats().staleAfter().toMillis(),
        clock);
  }

  @Produces
  @Singleton
  UsageQuery usage(
      Kv kv, Keyspace keys, LatestReader newest, Settings settings, InstantSource clock) {
    return new UsageQuery(
        kv,
        keys,
        newest,
        settings.incidents().rules(),
        settings.drain().blockSpan().toMillis(),
        clock);
  }

  @Produces
  @Singleton
  GpuFinder gpus(Kv kv, Keyspace keys, LatestReader newest) {
    return new GpuFinder(kv, keys, newest);
  }
}
