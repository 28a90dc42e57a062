package nexus.functions.ingest;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.ChunkRequest;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.ObjectIngest;
import nexus.telemetry.ingest.ObjectResult;
import nexus.telemetry.ingest.ObjectVersion;
import nexus.telemetry.model.Names;

/** Ingests objects that were uploaded: which of them, and into which cluster. */
@Singleton
final class ObjectUploads {

  private static final Pattern CLUSTER = Pattern.compile("cluster=([^/]*)/.*", Pattern.DOTALL);

  /** What the keys of captures end with. What is in them is told by themselves. */
  private static final List<String> ENDS = List.of(".csv", ".csv.gz", ".csv.zst", ".zip");

  private final ObjectIngest ingest;
  private final Settings settings;

  ObjectUploads(ObjectIngest ingest, Settings settings) {
    this.ingest = ingest;
    this.settings = settings;
  }

  /**
   * What became of the objects of one event.
   *
   * @param objects each in its turn
   */
  record Answer(List<ObjectResult> objects) {}

  /**
   * Ingests objects, or has their chunks ingested. When one fails, the others are still ingested.
   *
   * @param invoke asks for a chunk's invocation
   */
  Answer ingest(List<ObjectVersion> objects, Consumer<ChunkRequest> invoke) throws IOException {
    List<ObjectResult> results = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    for (ObjectVersion object : objects) {
      try {
        results.add(ingest(object, invoke));
      } catch (IOException | RuntimeException e) {
        failures.add(e);
      }
    }
    throwFirst(failures);
    return new Answer(results);
  }

  /** Ingests one chunk. */
  IngestResult ingest(ChunkRequest request) throws IOException {
    return ingest.ingest(request, cluster(request.key()));
  }

  private ObjectResult ingest(ObjectVersion object, Consumer<ChunkRequest> invoke)
      throws IOException {
    String key = object.key().toLowerCase(Locale.ROOT);
    if (object.key().startsWith("rejected/")) {
      return ObjectResult.ignored(object, "rejected rows are not ingested");
    } else if (ENDS.stream().noneMatch(key::endsWith)) {
      return ObjectResult.ignored(object, "the key ends in none of " + String.join(", ", ENDS));
    }
    return ingest.ingest(cluster(object.key()), object, invoke);
  }

  /** The cluster that a key names in its first segment, or the configured one. */
  private String cluster(String key) {
    Matcher named = CLUSTER.matcher(key == null ? "" : key);
    return named.matches() && Names.isValid(named.group(1)) ? named.group(1) : settings.cluster();
  }

  private static void throwFirst(List<Exception> failures) throws IOException {
    if (failures.isEmpty()) {
      return;
    }
    Exception first = failures.get(0);
    failures.stream().skip(1).forEach(first::addSuppressed);
    if (first instanceof IOException failure) {
      throw failure;
    }
    throw (RuntimeException) first;
  }
}
