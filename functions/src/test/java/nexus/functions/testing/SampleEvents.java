package nexus.functions.testing;

import java.nio.file.Path;

/** The project's sample events, one file a trigger. */
public final class SampleEvents {

  private SampleEvents() {}

  public static Path file(String name) {
    return Csv.sample().getParent().getParent().getParent().resolve("events").resolve(name);
  }
}
