package nexus.bench.jmh;

import java.nio.file.Path;
import java.util.logging.Logger;
import nexus.bench.GeneratedTelemetry;
import nexus.telemetry.drain.DrainResult;
import nexus.telemetry.drain.Drainer;
import nexus.telemetry.ingest.CsvIngest;
import nexus.telemetry.ingest.IngestOptions;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.memory.InMemoryKv;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An upload of 24 scrapes of 248 GPUs × 10 metrics until every point can be queried, with a store
 * that costs next to nothing: what is left of the time when etcd is taken away. One processor.
 */
@State(Scope.Benchmark)
public class PipelineBenchmark extends Defaults {

  private static final int ROWS = 59_520;

  /** Kept, or its level would be forgotten: a line an upload is no part of what is measured. */
  private static final Logger LOG = Logger.getLogger(CsvIngest.class.getName());

  private final byte[] csv = GeneratedTelemetry.csv("--scrapes", "24");
  private CsvIngest ingest;
  private Drainer drainer;
  private int cluster;

  /** An empty store each time, as it keeps its history. */
  @Setup(Level.Iteration)
  public void open() {
    LOG.setLevel(java.util.logging.Level.WARNING);
    close(); // Only now: what a thread has allocated is no longer known once it has ended.
    Kv kv = new InMemoryKv(StoredCluster.CLOCK);
    Keyspace keys = new Keyspace(Keyspace.DEFAULT_QUEUE_PREFIX);
    Path spool = Path.of(System.getProperty("java.io.tmpdir"));
    IngestOptions options = new IngestOptions(StoredCluster.PUBLISH, 1, 0, spool);
    ingest = new CsvIngest(kv, keys, options, StoredCluster.CLOCK);
    drainer = new Drainer(kv, keys, StoredCluster.DRAIN, StoredCluster.CLOCK);
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    if (ingest != null) {
      ingest.close();
      drainer.close();
    }
  }

  /** CSV to blocks. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Counts("rows")
  public DrainResult csvToBlocks() {
    String name = "c" + cluster++;
    IngestResult taken = ingest.ingestChunk(name, csv);
    if (taken.accepted() != ROWS) {
      throw new IllegalStateException(taken.accepted() + " rows taken in, not " + ROWS);
    }
    DrainResult stored = drainer.drain(name, StoredCluster.LIMITS);
    if (stored.added() != ROWS) {
      throw new IllegalStateException(stored.added() + " samples stored, not " + ROWS);
    }
    return stored;
  }
}
