package nexus.telemetry.promql.syntax;

import static nexus.telemetry.promql.syntax.ValueType.MATRIX;
import static nexus.telemetry.promql.syntax.ValueType.SCALAR;
import static nexus.telemetry.promql.syntax.ValueType.STRING;
import static nexus.telemetry.promql.syntax.ValueType.VECTOR;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A function's name and types.
 *
 * @param arguments types of the arguments
 * @param more how many arguments may be there beside all but the last: 0 where the last must be
 *     there, once; -1 where there is no end
 * @param returns type of the value
 */
public record Signature(String name, List<ValueType> arguments, int more, ValueType returns) {

  private static final Map<String, Signature> ALL = new HashMap<>();

  static {
    for (String name :
        words(
            "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor"
                + " histogram_count histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc"
                + " sqrt tan tanh timestamp")) {
      add(name, 0, VECTOR, VECTOR);
    }
    for (String name :
        words(
            "absent_over_time avg_over_time changes count_over_time delta deriv idelta increase"
                + " irate last_over_time max_over_time min_over_time present_over_time rate resets"
                + " stddev_over_time stdvar_over_time sum_over_time")) {
      add(name, 0, VECTOR, MATRIX);
    }
    for (String name :
        words("days_in_month day_of_month day_of_week day_of_year hour minute month year")) {
      add(name, 1, VECTOR, VECTOR);
    }
    add("clamp", 0, VECTOR, VECTOR, SCALAR, SCALAR);
    add("clamp_max", 0, VECTOR, VECTOR, SCALAR);
    add("clamp_min", 0, VECTOR, VECTOR, SCALAR);
    add("histogram_fraction", 0, VECTOR, SCALAR, SCALAR, VECTOR);
    add("histogram_quantile", 0, VECTOR, SCALAR, VECTOR);
    add("holt_winters", 0, VECTOR, MATRIX, SCALAR, SCALAR);
    add("label_replace", 0, VECTOR, VECTOR, STRING, STRING, STRING, STRING);
    add("label_join", -1, VECTOR, VECTOR, STRING, STRING, STRING);
    add("pi", 0, SCALAR);
    add("predict_linear", 0, VECTOR, MATRIX, SCALAR);
    add("quantile_over_time", 0, VECTOR, SCALAR, MATRIX);
    add("round", 1, VECTOR, VECTOR, SCALAR);
    add("scalar", 0, SCALAR, VECTOR);
    add("time", 0, SCALAR);
    add("vector", 0, VECTOR, SCALAR);
  }

  public Signature {
    arguments = List.copyOf(arguments);
  }

  private static String[] words(String text) {
    return text.split(" ", -1);
  }

  private static void add(String name, int more, ValueType returns, ValueType... arguments) {
    ALL.put(name, new Signature(name, List.of(arguments), more, returns));
  }

  /** The function of a name. */
  static Optional<Signature> of(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** The type that argument {@code i} must have. */
  ValueType argument(int i) {
    return arguments.get(Math.min(i, arguments.size() - 1));
  }
}
