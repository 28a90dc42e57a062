package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Texts and numbers out of the server's JSON. */
final class Fields {

  private Fields() {}

  /** A member's text, fit for a terminal; empty where there is none. */
  static String text(JsonNode object, String name) {
    JsonNode member = object.path(name);
    return member.isNull() ? "" : plain(member.asText());
  }

  /**
   * {@code text} in one line, and without what a terminal would obey: what is in a CSV comes from
   * anybody.
   */
  static String plain(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("\\p{Cc}", "\uFFFD").strip();
  }

  /** A member's whole number; 0 where there is none. */
  static long number(JsonNode object, String name) {
    return object.path(name).asLong();
  }
}
