package nexus.functions.promql;

import static nexus.functions.promql.JudgedData.START_MS;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What both are asked: each expression at times and over ranges, picked by hand and made up. */
final class JudgedQueries {

  /**
   * A request.
   *
   * @param path behind {@code /api/v1/}
   * @param expression in PromQL
   * @param when parameters of its time
   */
  record Asked(String path, String expression, String when) {
    @Override
    public String toString() {
      return path + " " + expression + " " + when;
    }
  }

  private static final List<String> METRICS =
      List.of(
          "DCGM_FI_DEV_GPU_TEMP",
          "DCGM_FI_DEV_POWER_USAGE",
          "DCGM_FI_DEV_GPU_UTIL",
          "DCGM_FI_DEV_FB_USED",
          "DCGM_FI_DEV_SM_CLOCK",
          "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
          "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
          "DCGM_FI_DEV_XID_ERRORS",
          "DCGM_FI_DEV_NOTHING");

  private static final List<String> MATCHERS =
      List.of(
          "",
          "{Hostname=\"node-a\"}",
          "{Hostname=~\"node-[bc]\"}",
          "{instance!=\"node-a\"}",
          "{gpu=\"1\"}",
          "{pod=~\"train-.*\"}",
          "{pod=\"\"}",
          "{GPU_I_ID!=\"\"}",
          "{modelName!~\".*H100.*\",gpu=~\"0|1\"}",
          "{cluster=\"judged\",UUID=\"GPU-node-b-0\"}");

  private static final List<String> RANGE_FUNCTIONS =
      List.of(
          "rate",
          "increase",
          "delta",
          "irate",
          "idelta",
          "deriv",
          "changes",
          "resets",
          "sum_over_time",
          "avg_over_time",
          "min_over_time",
          "max_over_time",
          "count_over_time",
          "last_over_time",
          "present_over_time",
          "absent_over_time",
          "stddev_over_time",
          "stdvar_over_time");

  private static final List<String> FUNCTIONS =
      List.of(
          "abs",
          "ceil",
          "floor",
          "exp",
          "sqrt",
          "ln",
          "log2",
          "log10",
          "sin",
          "cos",
          "tan",
          "atan",
          "sinh",
          "asinh",
          "deg",
          "rad",
          "sgn",
          "absent",
          "timestamp",
          "minute",
          "hour",
          "day_of_week",
          "day_of_month",
          "day_of_year",
          "days_in_month",
          "month",
          "year",
          "sort");

  private static final List<String> AGGREGATES =
      List.of("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar");

  private static final List<String> GROUPINGS =
      List.of(
          "",
          " by (Hostname)",
          " by (gpu, modelName)",
          " without (gpu, device, UUID)",
          " by (pod)",
          " by (nothing)",
          " without ()",
          " by ()",
          " by (__name__)");

  private static final List<String> OPERATORS =
      List.of(
          "+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=", "> bool", "== bool",
          "atan2");

  private final Random random = new Random(7);
  private final List<Asked> all = new ArrayList<>();

  private JudgedQueries() {}

  /**
   * All requests.
   *
   * @param picked expressions picked by hand
   * @param made how many are made up
   */
  static List<Asked> of(List<String> picked, int made) {
    JudgedQueries queries = new JudgedQueries();
    picked.forEach(queries::ask);
    for (int i = 0; i < made; i++) {
      queries.ask(queries.vector(3));
    }
    return queries.all;
  }

  private void ask(String expression) {
    long[] times = {600, 2_850, 3_660, 7_199, 7_440, 7_505, 9_000, -60};
    all.add(at(expression, times[random.nextInt(times.length)]));
    int which = random.nextInt(3);
    all.add(
        which == 0
            ? range(expression, 0, 7_200, "60")
            : which == 1
                ? range(expression, 1_800, 4_500, "37.5")
                : range(expression, -600, 900, "15s"));
  }

  private static Asked at(String expression, long seconds) {
    return new Asked("query", expression, "time=" + time(seconds));
  }

  private static Asked range(String expression, long from, long to, String step) {
    return new Asked(
        "query_range", expression, "start=" + time(from) + "&end=" + time(to) + "&step=" + step);
  }

  private static String time(long seconds) {
    return String.format(Locale.ROOT, "%.3f", START_MS / 1000.0 + seconds);
  }

  private String pick(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }

  private String selector() {
    return pick(METRICS) + pick(MATCHERS);
  }

  private String range() {
    String[] ranges = {"1m", "2m", "5m", "7m30s", "20m", "1h", "15s"};
    return "[" + ranges[random.nextInt(ranges.length)] + "]";
  }

  private String shift() {
    return switch (random.nextInt(6)) {
      case 0 -> " offset 5m";
      case 1 -> " offset -3m";
      case 2 -> " @ " + time(3_000);
      case 3 -> " @ start()";
      default -> "";
    };
  }

  private String vector(int depth) {
    if (depth == 0) {
      return selector() + shift();
    }
    return switch (random.nextInt(12)) {
      case 0, 1 -> pick(RANGE_FUNCTIONS) + "(" + selector() + range() + shift() + ")";
      case 2 -> "quantile_over_time(0." + random.nextInt(10) + ", " + selector() + range() + ")";
      case 3 ->
          pick(RANGE_FUNCTIONS)
              + "(("
              + vector(depth - 1)
              + ")[10m:"
              + pick(List.of("", "30s", "90s"))
              + "])";
      case 4, 5 -> pick(AGGREGATES) + pick(GROUPINGS) + "(" + vector(depth - 1) + ")";
      case 6 ->
          "quantile"
              + pick(GROUPINGS)
              + "(0."
              + random.nextInt(10)
              + ", "
              + vector(depth - 1)
              + ")";
      case 7 -> pick(FUNCTIONS) + "(" + vector(depth - 1) + ")";
      case 8 -> "(" + vector(depth - 1) + " " + pick(OPERATORS) + " " + random.nextInt(90) + ")";
      case 9 -> "(" + random.nextInt(90) + " " + pick(OPERATORS) + " " + vector(depth - 1) + ")";
      case 10 -> matched(depth - 1);
      default -> selector() + shift();
    };
  }

  private String matched(int depth) {
    String left = vector(depth);
    String right = vector(depth);
    return switch (random.nextInt(6)) {
      case 0 -> "(" + left + " and on (Hostname, gpu) " + right + ")";
      case 1 -> "(" + left + " unless ignoring (device) " + right + ")";
      case 2 -> "(" + left + " or " + right + ")";
      case 3 -> "(" + left + " " + pick(OPERATORS) + " ignoring (pod) " + right + ")";
      case 4 ->
          "(" + left + " / on (Hostname) group_left (modelName) sum by (Hostname) (" + right + "))";
      default -> "(" + left + " " + pick(OPERATORS) + " " + right + ")";
    };
  }
}
