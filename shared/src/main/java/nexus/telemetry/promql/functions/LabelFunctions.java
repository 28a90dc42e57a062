package nexus.telemetry.promql.functions;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import nexus.telemetry.promql.EvaluationException;
import nexus.telemetry.promql.Labels;

/** Functions of a series' labels. */
public final class LabelFunctions {

  private LabelFunctions() {}

  /**
   * {@code label_replace}.
   *
   * @param to the label that is set
   * @param replacement its value, with {@code $1} for a part of what matched
   * @param from the label that is looked at
   * @param regex what its whole value must match
   * @throws EvaluationException when an argument is none
   */
  public static UnaryOperator<Labels> replace(
      String to, String replacement, String from, String regex) {
    Pattern pattern = pattern(regex);
    if (!LabelNames.isName(to)) {
      throw new EvaluationException("invalid destination label name in label_replace(): " + to);
    }
    return labels -> {
      Matcher matcher = pattern.matcher(labels.get(from));
      return matcher.matches() ? labels.with(to, Expansion.of(replacement, matcher)) : labels;
    };
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
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
    return labels ->
        labels.with(to, from.stream().map(labels::get).collect(Collectors.joining(separator)));
  }
}
