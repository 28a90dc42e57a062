package nexus.telemetry.promql.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.functions.LabelFunctions;
import nexus.telemetry.promql.functions.ValueFunctions;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.Expr.Call;
import nexus.telemetry.promql.syntax.Expr.VectorSelector;
import nexus.telemetry.promql.syntax.ValueType;

/** Functions of vectors and scalars. */
final class VectorCalls {

  /** Characters that take as much memory as a point. */
  private static final int CHARACTERS_OF_A_POINT = 8;

  private final Selections selections;
  private final Evaluator evaluator;
  private final Budget budget;

  VectorCalls(Selections selections, Evaluator evaluator, Budget budget) {
    this.selections = selections;
    this.evaluator = evaluator;
    this.budget = budget;
  }

  /** A function whose value is a scalar. */
  double[] scalar(Call call, Steps steps) {
    return switch (call.function().name()) {
      case "time" -> times(steps);
      case "pi" -> {
        double[] values = new double[steps.count()];
        Arrays.fill(values, Math.PI);
        yield values;
      }
      default -> only(evaluator.vector(call.arguments().get(0), steps), steps);
    };
  }

  private static double[] times(Steps steps) {
    return IntStream.range(0, steps.count()).mapToDouble(i -> steps.time(i) / 1000.0).toArray();
  }

  /** The value of the only series at a step; none where there are others, or none. */
  private static double[] only(List<Series> series, Steps steps) {
    double[] values = new double[steps.count()];
    int[] count = new int[steps.count()];
    for (Series one : series) {
      for (int i = 0; i < values.length; i++) {
        if (one.isAt(i)) {
          count[i]++;
          values[i] = one.values()[i];
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = count[i] == 1 ? values[i] : Double.NaN;
    }
    return values;
  }

  /** A function whose value is a vector. */
  List<Series> call(Call call, Steps steps) {
    List<Expr> arguments = call.arguments();
    String name = call.function().name();
    Optional<DoubleUnaryOperator> ofValue = ValueFunctions.named(name);
    if (ofValue.isPresent()) {
      return arguments.isEmpty()
          ? List.of(ofTime(ofValue.get(), steps))
          : mapped(
              vector(arguments.get(0), steps), steps, (i, v) -> ofValue.get().applyAsDouble(v));
    }
    return switch (name) {
      case "vector" -> List.of(new Series(Labels.EMPTY, number(call, 0, steps)));
      case "timestamp" -> timestamp(arguments.get(0).bare(), steps);
      case "absent" ->
          Absence.of(
              arguments.get(0).bare(),
              vector(arguments.get(0), steps),
              new Collected(steps, budget),
              steps);
      case "sort" -> sorted(vector(arguments.get(0), steps), steps, false);
      case "sort_desc" -> sorted(vector(arguments.get(0), steps), steps, true);
      case "label_replace" -> relabelled(call, steps, this::replacement);
      case "label_join" -> relabelled(call, steps, this::join);
      default -> bounded(call, steps);
    };
  }

  private List<Series> vector(Expr expr, Steps steps) {
    return evaluator.vector(expr, steps);
  }

  private double[] number(Call call, int argument, Steps steps) {
    return evaluator.scalar(call.arguments().get(argument), steps);
  }

  private static Series ofTime(DoubleUnaryOperator function, Steps steps) {
    double[] seconds = times(steps);
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = function.applyAsDouble(Math.floor(seconds[i]));
    }
    return new Series(Labels.EMPTY, seconds);
  }

  private interface AtStep {
    double of(int step, double value);
  }

  private List<Series> mapped(List<Series> series, Steps steps, AtStep function) {
    Collected collected = new Collected(steps, budget);
    for (Series one : series) {
      double[] values = new double[steps.count()];
      for (int i = 0; i < values.length; i++) {
        values[i] = one.isAt(i) ? function.of(i, one.values()[i]) : Absent.VALUE;
      }
      collected.add(one.labels().withoutName(), values);
    }
    return collected.vector().series();
  }

  /** {@code clamp}, {@code clamp_min}, {@code clamp_max} and {@code round}. */
  private List<Series> bounded(Call call, Steps steps) {
    List<Series> series = vector(call.arguments().get(0), steps);
    boolean two = call.arguments().size() > 1;
    double[] first = two ? number(call, 1, steps) : null;
    return switch (call.function().name()) {
      case "clamp_min" -> mapped(series, steps, (i, v) -> ValueFunctions.max(first[i], v));
      case "clamp_max" -> mapped(series, steps, (i, v) -> ValueFunctions.min(first[i], v));
      case "round" -> mapped(series, steps, (i, v) -> ValueFunctions.round(v, two ? first[i] : 1));
      default -> {
        double[] most = number(call, 2, steps);
        yield mapped(
            series,
            steps,
            (i, v) ->
                most[i] < first[i]
                    ? Absent.VALUE
                    : ValueFunctions.max(first[i], ValueFunctions.min(most[i], v)));
      }
    };
  }

  /** Of a selector when its samples are of, of all else the step's time. */
  private List<Series> timestamp(Expr expr, Steps steps) {
    if (expr instanceof VectorSelector selector) {
      return mapped(selections.times(selector, steps), steps, (i, seconds) -> seconds);
    }
    return mapped(vector(expr, steps), steps, (i, value) -> steps.time(i) / 1000.0);
  }

  /** By value where there is one step; those that are no numbers come last. */
  private static List<Series> sorted(List<Series> series, Steps steps, boolean descending) {
    if (steps.count() > 1) {
      return series;
    }
    List<Series> sorted = new ArrayList<>(series);
    sorted.removeIf(one -> !one.isAt(0));
    Comparator<Double> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    sorted.sort(
        Comparator.comparing((Series one) -> Double.isNaN(one.values()[0]))
            .thenComparing(one -> one.values()[0], order));
    return sorted;
  }

  /**
   * @param how makes the change, once the series are there: of calls within each other one pattern
   *     is held at a time
   */
  private List<Series> relabelled(
      Call call, Steps steps, Function<Call, UnaryOperator<Labels>> how) {
    Collected collected = new Collected(steps, budget);
    List<Series> series = vector(call.arguments().get(0), steps);
    UnaryOperator<Labels> change = how.apply(call);
    String to = texts(call).get(0);
    for (Series one : series) {
      budget.checkTime();
      Labels changed = change.apply(one.labels());
      budget.hold(changed.get(to).length() / CHARACTERS_OF_A_POINT);
      collected.add(changed, one.values());
    }
    return collected.vector().series();
  }

  private UnaryOperator<Labels> replacement(Call call) {
    List<String> texts = texts(call);
    return LabelFunctions.replace(texts.get(0), texts.get(1), texts.get(2), texts.get(3));
  }

  private UnaryOperator<Labels> join(Call call) {
    List<String> texts = texts(call);
    return LabelFunctions.join(texts.get(0), texts.get(1), texts.subList(2, texts.size()));
  }

  private List<String> texts(Call call) {
    return call.arguments().stream()
        .filter(argument -> argument.type() == ValueType.STRING)
        .map(evaluator::text)
        .toList();
  }
}
