package nexus.telemetry.promql;

import java.util.List;

/** Where series come from. */
public interface SeriesSource {

  /**
   * Hands over each series that all matchers want and that has samples in {@code [fromMs, toMs]},
   * one after the other, in any order, none twice.
   *
   * @param fromMs first time, inclusive, epoch milliseconds
   * @param toMs last time, inclusive
   */
  void read(List<Matcher> matchers, long fromMs, long toMs, SeriesSink sink);

  /** Takes series. */
  @FunctionalInterface
  interface SeriesSink {

    /**
     * One series. The arrays are the source's: they are read before this returns, never kept.
     *
     * @param times epoch milliseconds, ascending strictly
     * @param values at those times
     * @param size samples in them, one or more
     */
    void series(Labels labels, long[] times, double[] values, int size);
  }
}
