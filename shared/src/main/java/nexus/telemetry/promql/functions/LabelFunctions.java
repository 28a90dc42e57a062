package nexus.telemetry.promql.functions;

import java.util.List;
import java.util.function.UnaryOperator;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Regex;
import nexus.telemetry.promql.SyntaxException;

/** Functions of a series' labels. */
public final class LabelFunctions {

  /** Most characters of a value that is made; calls within each other could double it for ever. */
  static final int MAX_VALUE = 16 << 10;

  private LabelFunctions() {}

  /**
   * {@code label_replace}.
   *
   * @param to the label that is set
   * @param replacement its value, with {@code $1} for a part of what matched
   * @param from the label that is looked at
   * @param regex what its whole value must match
   * @throws EvaluationException when an argument is none
   * @throws SyntaxException when the regular expression is too large
   */
  public static UnaryOperator<Labels> replace(
      String to, String replacement, String from, String regex) {
    Regex pattern = pattern(regex);
    if (!LabelNames.isName(to)) {
      throw new EvaluationException("invalid destination label name in label_replace(): " + to);
    }
    return labels ->
        pattern
            .match(labels.get(from), found -> bounded(Expansion.of(replacement, found, MAX_VALUE)))
            .map(value -> labels.with(to, value))
            .orElse(labels);
  }

  private static Regex pattern(String regex) {
    Regex.checkCaptured(regex);
    try {
      return Regex.of(regex);
    } catch (SyntaxException e) {
      throw new EvaluationException("invalid regular expression in label_replace(): " + regex);
    }
  }

  /**
   * {@code label_join}.
   *
   * @param to the label that is set
   * @param separator what comes between the values
   * @param from the labels whose values are joined
   * @throws EvaluationException when an argument is none
   */
  public static UnaryOperator<Labels> join(String to, String separator, List<String> from) {
    for (String name : from) {
      if (!LabelNames.isName(name)) {
        throw new EvaluationException("invalid source label name in label_join(): " + name);
      }
    }
    if (!LabelNames.isName(to)) {
      throw new EvaluationException("invalid destination label name in label_join(): " + to);
    }
    return labels -> labels.with(to, joined(labels, separator, from));
  }

  private static String joined(Labels labels, String separator, List<String> from) {
    StringBuilder value = new StringBuilder();
    String between = "";
    for (String name : from) {
      bounded(value.append(between).append(labels.get(name)));
      between = separator;
    }
    return value.toString();
  }

  private static <T extends CharSequence> T bounded(T value) {
    if (value.length() > MAX_VALUE) {
      throw new EvaluationException("a label's value has " + MAX_VALUE + " characters at most");
    }
    return value;
  }
}
