package nexus.functions.wiring;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * On Lambda, what is left out there: no port is opened, since events come otherwise. Ahead of
 * {@code application.properties}, behind variables.
 */
public final class LambdaConfig implements ConfigSource {

  private static final int AHEAD_OF_THE_FILE = 260;
  private static final Map<String, String> ON_LAMBDA = Map.of("quarkus.http.host-enabled", "false");

  private final Map<String, String> properties = Lambda.isHere() ? ON_LAMBDA : Map.of();

  @Override
  public Set<String> getPropertyNames() {
    return properties.keySet();
  }

  @Override
  public String getValue(String property) {
    return properties.get(property);
  }

  @Override
  public String getName() {
    return "Lambda";
  }

  @Override
  public int getOrdinal() {
    return AHEAD_OF_THE_FILE;
  }
}
