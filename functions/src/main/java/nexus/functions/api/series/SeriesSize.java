package nexus.functions.api.series;

import java.util.List;
import nexus.functions.api.AnswerSize;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.query.series.Missing;
import nexus.telemetry.query.series.SeriesPage;

/** Cuts pages so that their answer is not too large, also as a text within JSON. */
final class SeriesSize {

  /** Thirteen digits of a time and the longest double that is written. */
  private static final int POINT = "[9999999999999,-2.2250738585072014E-308],".length();

  private static final long SERIES =
      AnswerSize.ofJson("{\"metric\":\"\",\"labels\":{},\"unit\":\"\",\"points\":[]},");

  private static final long RANGE = 2L * "9999-12-31T23:59:59.999Z".length();

  private static final long ENVELOPE =
      AnswerSize.ofJson(
              "{\"cluster\":\"\",\"host\":\"\",\"gpu\":\"\",\"uuid\":\"\",\"device\":\"\","
                  + "\"model\":\"\",\"from\":\"\",\"to\":\"\",\"series\":[],\"missing\":[],"
                  + "\"cursor\":\"\"}")
          + RANGE
          + SeriesCursor.MAX_LENGTH;

  private static final long MISSING =
      AnswerSize.ofJson("{\"from\":\"\",\"to\":\"\",\"reason\":\"\",\"key\":\"\"},") + RANGE;

  private SeriesSize() {}

  /**
   * The page, or as much of its beginning as takes no more than {@code maxBytes}; a point at least.
   */
  static SeriesPage cut(SeriesPage page, long maxBytes) {
    long left = maxBytes - ofEnvelope(page) - ofMissing(page.missing());
    if (ofPoints(page.columns()) <= left) {
      return page;
    }
    int fits = 1;
    int tooMany = page.size();
    while (tooMany - fits > 1) {
      int middle = (fits + tooMany) >>> 1;
      if (ofPoints(page.first(middle).columns()) <= left) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return page.first(fits);
  }

  /** What surrounds the series; the cluster's name is checked, the rest may be any text. */
  private static long ofEnvelope(SeriesPage page) {
    GpuFacts facts = page.facts();
    return ENVELOPE
        + page.request().cluster().length()
        + AnswerSize.ofTexts(
            page.gpu().host(), page.gpu().gpu(), facts.uuid(), facts.device(), facts.model());
  }

  private static long ofMissing(List<Missing> missing) {
    return missing.stream()
        .mapToLong(one -> MISSING + AnswerSize.ofTexts(one.reason(), one.key()))
        .sum();
  }

  /** Neither metrics' names nor units need an escape; labels may. */
  private static long ofPoints(List<MetricColumn> columns) {
    long bytes = 0;
    for (MetricColumn column : columns) {
      String metric = column.metric();
      bytes +=
          SERIES + (SeriesName.hasLabels(metric) ? AnswerSize.ofTexts(metric) : metric.length());
      bytes += Fields.unit(SeriesName.metricOf(metric)).length();
      bytes += (long) POINT * column.size();
    }
    return bytes;
  }
}
