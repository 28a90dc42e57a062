package nexus.telemetry.query.series;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.GoneException;
import nexus.telemetry.query.SampleSink;

/**
 * Hands the points that a request asks for to a sink, one after the other: a page of them, or all,
 * page by page at one revision. A sink cannot be told that something is missing, so an export fails
 * then.
 */
public final class SeriesExport {

  /** Points that are read at a time where all are wanted. */
  public static final int PAGE = 50_000;

  private final SeriesQuery query;

  /**
   * @param query answers page by page
   */
  public SeriesExport(SeriesQuery query) {
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
   * Hands over a page, each sample with the facts of its time.
   *
   * @throws IOException when the sink fails
   */
  public static void write(SeriesPage page, SampleSink sink) throws IOException {
    new Writer(page.origins(), sink).write(page.columns());
  }

  /** Tells a sink whose samples come next where that changes. */
  private static final class Writer {
    private final Runs<Origin> origins;
    private final SampleSink sink;
    private int run = -1;

    Writer(Runs<Origin> origins, SampleSink sink) {
      this.origins = origins;
      this.sink = sink;
    }

    void write(List<MetricColumn> columns) throws IOException {
      PointRows.forEach(columns, this::sample);
    }

    private void sample(String metric, long timeMs, double value) throws IOException {
      if (run < 0 || timeMs < origins.start(run) || timeMs >= origins.end(run)) {
        run = origins.indexAt(timeMs);
        sink.gpu(origins.value(run).gpu(), origins.value(run).facts());
      }
      sink.sample(metric, timeMs, value);
    }
  }

  /**
   * Hands over a page and all that is behind it, which is read on the way.
   *
   * @throws GoneException when the page's revision is compacted away meanwhile
   * @throws UnreadableException when samples may be missing
   * @throws IOException when the sink fails
   */
  public void writeAll(SeriesPage first, SampleSink sink) throws IOException {
    write(first, sink);
    Optional<SeriesRequest> next = first.nextRequest();
    while (next.isPresent()) {
      SeriesPage page = page(next.get());
      write(page, sink);
      next = page.nextRequest();
    }
  }
}
