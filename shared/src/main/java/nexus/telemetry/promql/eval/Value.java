package nexus.telemetry.promql.eval;

import java.util.List;

/** What an expression has for its value. */
public sealed interface Value {

  /** A number at each step. */
  @SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
  record Scalar(double[] values) implements Value {}

  /** Series with values at steps. */
  record Vector(List<Series> series) implements Value {}

  /** Series with samples at times of their own. */
  record Matrix(List<Points> series) implements Value {}

  /** A text. */
  record Text(String text) implements Value {}
}
