package nexus.telemetry.query.series;

import java.io.IOException;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.query.SampleSink;
import nexus.telemetry.store.StoredValues;

/**
 * Hands the points that a request asks for to a sink, one after the other: a page of them, or all,
 * page by page at one revision. A sink cannot be told that something is missing, so an export fails
 * then.
 */
public final class SeriesExport {

  /** Points that are read at a time where all are wanted. */
  public static final int PAGE = 50_000;

  private final Kv kv;
  private final Keyspace keys;
  private final SeriesQuery query;

  /**
   * @param kv the store
   * @param keys its keys
   * @param query answers page by page
   */
  public SeriesExport(Kv kv, Keyspace keys, SeriesQuery query) {
    this.kv = kv;
    this.keys = keys;
    this.query = query;
  }

  /**
   * The page that {@link SeriesQuery#run} answers, if it is whole.
   *
   * @throws UnreadableException when samples may be missing
   */
  public SeriesPage page(SeriesRequest request) {
    SeriesPage page = query.run(request);
    if (!page.missing().isEmpty()) {
      Missing missing = page.missing().get(0);
      throw UnreadableException.answer(
          missing.key(),
          "%s; export around %s to %s, or ask for JSON, which tells what is missing"
              .formatted(
                  missing.reason(),
                  Timestamps.format(missing.fromMs()),
                  Timestamps.format(missing.toMs())),
          null);
    }
    return page;
  }

  /**
   * All that is stored of the GPU whose page this is.
   *
   * @throws UnreadableException when it cannot be read
   */
  public GpuFacts facts(SeriesPage page) {
    Range metadata = Range.key(keys.metadata(page.request().cluster(), page.gpu()));
    return KvFutures.await(kv.range(metadata)).entries().stream()
        .findFirst()
        .map(StoredValues::facts)
        .orElse(page.facts());
  }

  /**
   * Hands over a page.
   *
   * @throws IOException when the sink fails
   */
  public static void write(SeriesPage page, GpuFacts facts, SampleSink sink) throws IOException {
    sink.gpu(page.gpu(), facts);
    PointRows.forEach(page.columns(), sink::sample);
  }

  /**
   * Hands over a page and all that is behind it, which is read on the way.
   *
   * @throws GoneException when the page's revision is compacted away meanwhile
   * @throws UnreadableException when samples may be missing
   * @throws IOException when the sink fails
   */
  public void writeAll(SeriesPage first, GpuFacts facts, SampleSink sink) throws IOException {
    write(first, facts, sink);
    Optional<SeriesRequest> next = first.nextRequest();
    while (next.isPresent()) {
      SeriesPage page = page(next.get());
      write(page, facts, sink);
      next = page.nextRequest();
    }
  }
}
