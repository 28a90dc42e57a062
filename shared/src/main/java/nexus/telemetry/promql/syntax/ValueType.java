package nexus.telemetry.promql.syntax;

/** What an expression has for its value. */
public enum ValueType {
  SCALAR("scalar"),
  VECTOR("instant vector"),
  MATRIX("range vector"),
  STRING("string");

  private final String documented;

  ValueType(String documented) {
    this.documented = documented;
  }

  /** As people call it. */
  public String documented() {
    return documented;
  }
}
