package nexus.telemetry.promql.eval;

import java.util.List;
import java.util.function.ToDoubleFunction;
import nexus.telemetry.promql.Budget;
import nexus.telemetry.promql.functions.Absent;
import nexus.telemetry.promql.functions.RangeFunctions;
import nexus.telemetry.promql.functions.Window;
import nexus.telemetry.promql.syntax.Expr;
import nexus.telemetry.promql.syntax.Expr.Call;
import nexus.telemetry.promql.syntax.ValueType;

/** Functions of ranges: of each series a window goes over the samples, from step to step. */
final class RangeCalls {

  private final Selections selections;
  private final Evaluator evaluator;
  private final Budget budget;

  RangeCalls(Selections selections, Evaluator evaluator, Budget budget) {
    this.selections = selections;
    this.evaluator = evaluator;
    this.budget = budget;
  }

  List<Series> call(Call call, Steps steps) {
    String name = call.function().name();
    Expr range = null;
    double[][] numbers = new double[2][];
    int given = 0;
    for (Expr argument : call.arguments()) {
      if (argument.type() == ValueType.MATRIX) {
        range = argument.bare();
      } else {
        numbers[given++] = evaluator.scalar(argument, steps);
      }
    }
    Collected collected = new Collected(steps, budget);
    run(name, range, numbers, steps, collected);
    List<Series> series = collected.vector().series();
    return name.equals("absent_over_time")
        ? Absence.of(range, series, new Collected(steps, budget), steps)
        : series;
  }

  private void run(String name, Expr range, double[][] numbers, Steps steps, Collected collected) {
    ToDoubleFunction<Window> function = RangeFunctions.named(name);
    Selections.Range when = selections.range(range);
    boolean keepsName = name.equals("last_over_time") || name.equals("absent_over_time");
    selections.read(
        range,
        steps,
        (labels, times, values, size) -> {
          Window window = new Window(times, values);
          double[] results = new double[steps.count()];
          boolean any = false;
          for (int i = 0; i < results.length; i++) {
            long now = steps.time(i);
            window.move(size, when.startMs(now), when.endMs(now), now);
            for (int n = 0; n < numbers.length && numbers[n] != null; n++) {
              window.argument(n, numbers[n][i]);
            }
            results[i] = window.size() == 0 ? Absent.VALUE : function.applyAsDouble(window);
            any |= !Absent.is(results[i]);
          }
          if (any) {
            collected.addOnly(keepsName ? labels : labels.withoutName(), results);
          }
        });
  }
}
