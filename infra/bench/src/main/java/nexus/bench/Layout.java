package nexus.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** How a scrape is written. */
sealed interface Layout permits LongLayout, NvidiaSmiLayout, PrometheusLayout, WideLayout {

  /** The header line, with its newline; empty where there is none. */
  byte[] header();

  /**
   * Writes one scrape of the whole fleet.
   *
   * @param start when the scrape began
   * @param walks one for every GPU the layout was made for, in the same order
   */
  void scrape(Instant start, List<GpuWalk> walks, RowBuffer out) throws IOException;
}
