package nexus.functions.wiring;

import java.util.Map;

/** Settings for tests of other packages. */
public final class TestSettings {

  private TestSettings() {}

  /** The defaults, of this cluster. */
  public static Settings ofCluster(String cluster) {
    return SettingsTest.settings(Map.of("CLUSTER_ID", cluster));
  }
}
