package nexus.functions.scrape;

import java.util.Optional;
import nexus.functions.wiring.ScrapeAddress;

/**
 * An exporter that is scraped.
 *
 * @param address where it is
 * @param cluster cluster of all that it tells; empty where its text or the settings say it
 */
record Target(ScrapeAddress address, Optional<String> cluster) {

  /** What it is called in metrics and the log. */
  String name() {
    return address.toString();
  }
}
