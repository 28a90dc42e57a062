package nexus.telemetry.promql.syntax;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;
import nexus.telemetry.promql.Quoted;
import nexus.telemetry.promql.syntax.Expr.Aggregate;
import nexus.telemetry.promql.syntax.Expr.Binary;
import nexus.telemetry.promql.syntax.Expr.Call;
import nexus.telemetry.promql.syntax.Expr.MatrixSelector;
import nexus.telemetry.promql.syntax.Expr.NumberLiteral;
import nexus.telemetry.promql.syntax.Expr.Paren;
import nexus.telemetry.promql.syntax.Expr.Sign;
import nexus.telemetry.promql.syntax.Expr.StringLiteral;
import nexus.telemetry.promql.syntax.Expr.Subquery;
import nexus.telemetry.promql.syntax.Expr.VectorSelector;

/** An expression on one line, as Prometheus writes it. */
final class OneLine {

  private static final int MOST_PLAIN_POWER = 5;

  private OneLine() {}

  static String of(Expr expr) {
    if (expr instanceof NumberLiteral number) {
      return number(number.value());
    } else if (expr instanceof StringLiteral text) {
      return Quoted.of(text.value());
    } else if (expr instanceof VectorSelector vector) {
      return selector(vector) + when(vector.at(), vector.offsetMs());
    } else if (expr instanceof MatrixSelector matrix) {
      VectorSelector vector = matrix.vector();
      String range = "[" + Durations.format(matrix.rangeMs()) + "]";
      return selector(vector) + range + when(vector.at(), vector.offsetMs());
    } else if (expr instanceof Subquery sub) {
      return of(sub.expr()) + times(sub);
    } else if (expr instanceof Aggregate aggregate) {
      String parameter = aggregate.parameter().map(one -> of(one) + ", ").orElse("");
      return head(aggregate) + "(" + parameter + of(aggregate.expr()) + ")";
    } else if (expr instanceof Call call) {
      String arguments = call.arguments().stream().map(OneLine::of).collect(joining(", "));
      return call.function().name() + "(" + arguments + ")";
    } else if (expr instanceof Binary binary) {
      return of(binary.left()) + " " + between(binary) + " " + of(binary.right());
    } else if (expr instanceof Sign sign) {
      return sign(sign) + of(sign.expr());
    }
    return "(" + of(((Paren) expr).expr()) + ")";
  }

  static String sign(Sign sign) {
    return sign.negative() ? "-" : "+";
  }

  /** What an aggregation has before its parenthesis. */
  static String head(Aggregate aggregate) {
    String word = aggregate.op().word();
    if (aggregate.without()) {
      return word + " without (" + names(aggregate.grouping()) + ") ";
    }
    return aggregate.grouping().isEmpty()
        ? word
        : word + " by (" + names(aggregate.grouping()) + ") ";
  }

  /** What is between two expressions. */
  static String between(Binary binary) {
    String bool = binary.bool() ? " bool" : "";
    return binary.op().sign() + bool + matching(binary.matching());
  }

  private static String matching(Matching matching) {
    boolean grouped = matching.many() != Matching.Many.NONE;
    if (matching.labels().isEmpty() && !matching.on() && !grouped) {
      return "";
    }
    String labels = (matching.on() ? " on (" : " ignoring (") + names(matching.labels()) + ")";
    if (!grouped) {
      return labels;
    }
    String side = matching.many().name().toLowerCase(Locale.ROOT);
    return labels + " group_" + side + " (" + names(matching.include()) + ")";
  }

  private static String names(List<String> names) {
    return String.join(", ", names);
  }

  /** What a subquery has behind its expression. */
  static String times(Subquery sub) {
    String step = sub.stepMs() == 0 ? "" : Durations.format(sub.stepMs());
    return "["
        + Durations.format(sub.rangeMs())
        + ":"
        + step
        + "]"
        + when(sub.at(), sub.offsetMs());
  }

  private static String when(At at, long offsetMs) {
    String time =
        switch (at.kind()) {
          case STEP -> "";
          case TIME -> " @ " + BigDecimal.valueOf(at.ms(), 3).toPlainString();
          case START -> " @ start()";
          case END -> " @ end()";
        };
    if (offsetMs == 0) {
      return time;
    }
    return time + " offset " + (offsetMs < 0 ? "-" : "") + Durations.format(Math.abs(offsetMs));
  }

  private static String selector(VectorSelector vector) {
    String name = vector.metric().filter(OneLine::isPlain).orElse("");
    String matchers =
        vector.matchers().stream()
            .filter(matcher -> !isName(matcher, name))
            .map(Matcher::toString)
            .sorted()
            .collect(joining(","));
    return matchers.isEmpty() ? name : name + "{" + matchers + "}";
  }

  private static boolean isName(Matcher matcher, String name) {
    return matcher.name().equals(Labels.NAME)
        && matcher.op() == Matcher.Op.EQUAL
        && matcher.value().equals(name);
  }

  /** Whether a metric's name needs no quotes. */
  private static boolean isPlain(String name) {
    return name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
  }

  /** A number as Go prints it. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    } else if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int power = exact.precision() - exact.scale() - 1;
    if (power >= -4 && power <= MOST_PLAIN_POWER) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = value < 0 ? "-" : "";
    return "%s%s%se%s%02d"
        .formatted(sign, digits.charAt(0), fraction, power < 0 ? "-" : "+", Math.abs(power));
  }
}
