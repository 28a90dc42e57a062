package nexus.telemetry.fields;

import java.util.Locale;

/** What a field's values do over time. */
public enum Kind {
  /** They go up and down. */
  GAUGE,
  /** They grow until what counts is started anew. */
  COUNTER,
  /** They name a state, or are a mask of bits. */
  STATE,
  /** They are a text. */
  LABEL,
  /** They are bytes. */
  BLOB;

  /** The kind of that word. */
  static Kind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The kind in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
