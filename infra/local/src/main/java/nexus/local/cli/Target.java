package nexus.local.cli;

import java.util.ArrayList;
import java.util.List;
import nexus.local.Api;

/** A path with its query, encoded. */
final class Target {

  private final String path;
  private final List<String> parameters = new ArrayList<>();

  Target(String path) {
    this.path = path;
  }

  /** Adds a parameter, unless {@code value} is null. */
  Target with(String name, Object value) {
    if (value != null) {
      parameters.add(name + "=" + Api.encode(value.toString()));
    }
    return this;
  }

  @Override
  public String toString() {
    return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
  }
}
