package nexus.functions.wiring;

import java.util.Map;

/** Settings for tests of other packages. */
public final class TestSettings {

  private TestSettings() {}

  /** What is to be scraped, with that of the variables. */
  public static ScrapeSettings scraping(String targets, String interval) {
    return SettingsTest.settings(Map.of("SCRAPE_TARGETS", targets, "SCRAPE_INTERVAL", interval))
        .scrape()
        .orElseThrow();
  }

  /** The defaults, of this cluster. */
  public static Settings ofCluster(String cluster) {
    return SettingsTest.settings(Map.of("CLUSTER_ID", cluster));
  }
}
