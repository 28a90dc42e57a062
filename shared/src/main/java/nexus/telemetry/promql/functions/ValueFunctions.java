package nexus.telemetry.promql.functions;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Functions of one value; those of dates take seconds since 1970 and know UTC alone. */
public final class ValueFunctions {

  private static final Map<String, DoubleUnaryOperator> ALL =
      Map.ofEntries(
          entry("abs", Math::abs),
          entry("ceil", Math::ceil),
          entry("floor", Math::floor),
          entry("exp", Math::exp),
          entry("sqrt", Math::sqrt),
          entry("ln", Math::log),
          entry("log2", ValueFunctions::log2),
          entry("log10", Math::log10),
          entry("sin", Math::sin),
          entry("cos", Math::cos),
          entry("tan", Math::tan),
          entry("asin", Math::asin),
          entry("acos", Math::acos),
          entry("atan", Math::atan),
          entry("sinh", Math::sinh),
          entry("cosh", Math::cosh),
          entry("tanh", Math::tanh),
          entry("asinh", ValueFunctions::asinh),
          entry("acosh", x -> x < 1 ? Double.NaN : Math.log(x + Math.sqrt(x * x - 1))),
          entry("atanh", x -> 0.5 * (Math.log1p(x) - Math.log1p(-x))),
          entry("rad", degrees -> degrees * Math.PI / 180),
          entry("deg", radians -> radians * 180 / Math.PI),
          entry("sgn", value -> value < 0 ? -1 : value > 0 ? 1 : value),
          entry("minute", seconds -> Dates.ofDay(seconds, 60, 60)),
          entry("hour", seconds -> Dates.ofDay(seconds, 3600, 24)),
          entry("day_of_week", seconds -> Dates.of(seconds).getDayOfWeek().getValue() % 7),
          entry("day_of_month", seconds -> Dates.of(seconds).getDayOfMonth()),
          entry("day_of_year", seconds -> Dates.of(seconds).getDayOfYear()),
          entry("days_in_month", seconds -> Dates.of(seconds).lengthOfMonth()),
          entry("month", seconds -> Dates.of(seconds).getMonthValue()),
          entry("year", Dates::year));

  private ValueFunctions() {}

  /** The function of a name; empty when it is another's. */
  public static Optional<DoubleUnaryOperator> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** Exact of powers of two. */
  private static double log2(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      return Math.log(value);
    }
    int exponent = Math.getExponent(value);
    return exponent < Double.MIN_EXPONENT
        ? Math.log(value) / Math.log(2)
        : exponent + Math.log(Math.scalb(value, -exponent)) / Math.log(2);
  }

  private static double asinh(double value) {
    double size = Math.abs(value);
    if (size == 0 || !Double.isFinite(value)) {
      return value;
    }
    double square = size * size;
    double result = Math.log1p(size + square / (1 + Math.sqrt(square + 1)));
    return Math.copySign(Double.isFinite(square) ? result : Math.log(size) + Math.log(2), value);
  }

  /** The greater of both; infinite even where the other is no number. */
  public static double max(double a, double b) {
    boolean infinite = a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY;
    return infinite ? Double.POSITIVE_INFINITY : Math.max(a, b);
  }

  /** The lesser of both, likewise. */
  public static double min(double a, double b) {
    boolean infinite = a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY;
    return infinite ? Double.NEGATIVE_INFINITY : Math.min(a, b);
  }

  /** Whether a mean that is infinite stays what it is, whatever finite or like value comes. */
  public static boolean keepsInfinite(double mean, double value) {
    return Double.isInfinite(mean)
        && (Double.isInfinite(value) ? (mean > 0) == (value > 0) : !Double.isNaN(value));
  }

  /** The value rounded to a multiple of another; halves go up. */
  public static double round(double value, double nearest) {
    double inverse = 1 / nearest;
    return Math.floor(value * inverse + 0.5) / inverse;
  }

  /** A power: of 1 it is 1 whatever the exponent, and of −1 where that is infinite. */
  public static double power(double base, double exponent) {
    boolean one = base == 1 || (base == -1 && Double.isInfinite(exponent));
    return one ? 1 : Math.pow(base, exponent);
  }
}
