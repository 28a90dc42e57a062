package nexus.telemetry.capture;

import static nexus.telemetry.capture.SeriesText.malformed;

import nexus.telemetry.csv.labels.LabelledPlace;

/** Labels of a series, put together as Prometheus writes them, without braces. */
final class SeriesLabelsText {

  /** Most characters: every row has them all. */
  private static final int MAX_LENGTH = 8 << 10;

  private final StringBuilder text = new StringBuilder();
  private String name = "";

  /** Adds a label, or the name. */
  void add(String key, String value) {
    if (key.equals("__name__")) {
      name = value;
    } else {
      text.append(text.length() == 0 ? "" : ",");
      for (int i = 0; i < key.length(); i++) {
        char c = key.charAt(i);
        text.append(SeriesText.isKeyCharacter(c) ? c : '_');
      }
      text.append(key.isEmpty() ? "_=\"" : "=\"");
      for (int i = 0; i < value.length(); i++) {
        append(value.charAt(i));
      }
      text.append('"');
    }
    if (text.length() + name.length() > MAX_LENGTH) {
      throw malformed(
          "the labels of a series have more than " + MAX_LENGTH + " characters; nothing was taken");
    }
  }

  private void append(char c) {
    switch (c) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      default -> text.append(c < ' ' ? ' ' : c);
    }
  }

  /** The metric's name; empty where the series has none. */
  String name() {
    return name;
  }

  String text() {
    return text.toString();
  }

  boolean hasGpu() {
    return LabelledPlace.of(text.toString()).hasGpu();
  }
}
