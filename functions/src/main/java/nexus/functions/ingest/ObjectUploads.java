package nexus.functions.ingest;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.ChunkRequest;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.ObjectIngest;
import nexus.telemetry.ingest.ObjectResult;
import nexus.telemetry.ingest.given.KeyNames;
import nexus.telemetry.ingest.objects.ObjectVersion;

/** Ingests objects that were uploaded: which of them, and into which cluster. */
@Singleton
final class ObjectUploads {

  /** What keys of captures end in. */
  private static final List<String> CAPTURES =
      List.of(".csv", ".tsv", ".txt", ".prom", ".json", ".log", ".om");

  private static final List<String> PACKED = List.of(".gz", ".zst", ".zip");

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
    } else if (KeyNames.of(object.key()).isEmpty() && !isCapture(key)) {
      return ObjectResult.ignored(
          object, "the key ends in none of " + CAPTURES + ", nor in one of " + PACKED);
    }
    return ingest.ingest(cluster(object.key()), object, invoke);
  }

  private static boolean isCapture(String key) {
    return PACKED.stream().anyMatch(key::endsWith) || CAPTURES.stream().anyMatch(key::endsWith);
  }

  /** The cluster that a key names, or the configured one. */
  private String cluster(String key) {
    return KeyNames.of(key).cluster().orElseGet(settings::cluster);
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
