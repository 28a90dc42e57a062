package nexus.functions.wiring;

import java.time.InstantSource;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;

/** A query that {@link Warmup} asks once of a store of its own. */
public interface WarmupStep {

  /** The cluster that has one sample. */
  String CLUSTER = "warmup";

  /** The GPU that has it. */
  String GPU = "host/0";

  /** Its time. */
  String TIME = "2026-01-01T00:00:00Z";

  /** Span of a block. */
  long HOUR_MS = 3_600_000;

  /** Answers a query with what is written as JSON. */
  Object answer(Kv kv, Keyspace keys, InstantSource clock);
}
