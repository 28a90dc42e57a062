package nexus.telemetry.promql.syntax;

import static java.util.stream.Collectors.joining;

import nexus.telemetry.promql.syntax.Expr.Aggregate;
import nexus.telemetry.promql.syntax.Expr.Binary;
import nexus.telemetry.promql.syntax.Expr.Call;
import nexus.telemetry.promql.syntax.Expr.Paren;
import nexus.telemetry.promql.syntax.Expr.Sign;
import nexus.telemetry.promql.syntax.Expr.Subquery;

/**
 * Writes an expression for people, as Prometheus does: on one line where that is short, else its
 * parts on lines of their own, further in.
 */
public final class Formatter {

  private static final int MOST_CHARACTERS = 100;

  private Formatter() {}

  /** The expression; it has the same meaning. */
  public static String format(Expr expr) {
    return lines(expr, 0);
  }

  private static String lines(Expr expr, int level) {
    String line = OneLine.of(expr);
    String indent = "  ".repeat(level);
    if (expr instanceof Sign sign) {
      return indent + OneLine.sign(sign) + lines(sign.expr(), level).strip();
    } else if (line.length() <= MOST_CHARACTERS) {
      // Prometheus 2.42 leaves a subquery where it is.
      return expr instanceof Subquery ? line : indent + line;
    } else if (expr instanceof Aggregate aggregate) {
      String parameter = aggregate.parameter().map(one -> lines(one, level + 1) + ",\n").orElse("");
      String head = indent + OneLine.head(aggregate) + "(\n";
      return head + parameter + lines(aggregate.expr(), level + 1) + "\n" + indent + ")";
    } else if (expr instanceof Call call) {
      String arguments =
          call.arguments().stream().map(one -> lines(one, level + 1)).collect(joining(",\n"));
      return indent + call.function().name() + "(\n" + arguments + "\n" + indent + ")";
    } else if (expr instanceof Binary binary) {
      String between = "\n" + indent + OneLine.between(binary) + "\n";
      return lines(binary.left(), level + 1) + between + lines(binary.right(), level + 1);
    } else if (expr instanceof Paren paren) {
      return indent + "(\n" + lines(paren.expr(), level + 1) + "\n" + indent + ")";
    } else if (expr instanceof Subquery sub) {
      return lines(sub.expr(), level) + OneLine.times(sub);
    }
    return indent + line;
  }
}
