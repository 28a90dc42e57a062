package nexus.local.cli;

/** How a text looks on a terminal with colours. */
enum Style {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /** {@code text} in this style, or as it is without colours. */
  String of(String text, boolean colour) {
    return colour && this != PLAIN ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
