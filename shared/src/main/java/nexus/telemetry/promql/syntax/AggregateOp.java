package nexus.telemetry.promql.syntax;

import java.util.Locale;

/** How a vector is aggregated. */
public enum AggregateOp {
  SUM,
  AVG,
  COUNT,
  MIN,
  MAX,
  GROUP,
  STDDEV,
  STDVAR,
  TOPK,
  BOTTOMK,
  QUANTILE,
  COUNT_VALUES;

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it has a parameter before the vector. */
  public boolean hasParameter() {
    return switch (this) {
      case TOPK, BOTTOMK, QUANTILE, COUNT_VALUES -> true;
      default -> false;
    };
  }
}
