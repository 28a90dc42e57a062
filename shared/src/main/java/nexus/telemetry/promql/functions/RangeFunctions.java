package nexus.telemetry.promql.functions;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Functions of a window that has one sample or more; {@link Absent} where they have no value. */
public final class RangeFunctions {

  private static final Map<String, ToDoubleFunction<Window>> ALL =
      Map.ofEntries(
          entry("rate", Rates::rate),
          entry("increase", Rates::increase),
          entry("delta", Rates::delta),
          entry("irate", Rates::irate),
          entry("idelta", Rates::idelta),
          entry("changes", Rates::changes),
          entry("resets", Rates::resets),
          entry("deriv", Trends::deriv),
          entry("predict_linear", Trends::predictLinear),
          entry("holt_winters", Trends::holtWinters),
          entry("sum_over_time", OverTime::sum),
          entry("avg_over_time", OverTime::avg),
          entry("min_over_time", OverTime::min),
          entry("max_over_time", OverTime::max),
          entry("count_over_time", Window::size),
          entry("last_over_time", Window::last),
          entry("present_over_time", window -> 1),
          entry("absent_over_time", window -> 1),
          entry("stddev_over_time", OverTime::stddev),
          entry("stdvar_over_time", OverTime::stdvar),
          entry("quantile_over_time", OverTime::quantile));

  private RangeFunctions() {}

  /** The function of a name that is one's of ranges. */
  public static ToDoubleFunction<Window> named(String name) {
    return ALL.get(name);
  }
}
