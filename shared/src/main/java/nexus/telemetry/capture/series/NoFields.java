package nexus.telemetry.capture.series;

import nexus.telemetry.csv.LineFormat;

/** Takes a line for what it is, and leaves its fields alone. */
public enum NoFields implements LineFormat.Fields {
  INSTANCE;

  @Override
  public void add(String text, int from, int to) {}

  @Override
  public void ignored(String name) {}
}
