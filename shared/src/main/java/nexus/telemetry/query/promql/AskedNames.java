package nexus.telemetry.query.promql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import nexus.telemetry.fields.Field;
import nexus.telemetry.fields.FieldName;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.promql.Labels;
import nexus.telemetry.promql.Matcher;

/**
 * Which stored metrics a selector asks for, and under which names it is told them: their own or,
 * where it names another of the field's names, that one, in that one's unit.
 */
final class AskedNames {

  /**
   * What a stored metric is called.
   *
   * @param name the name
   * @param inUnit what its values are worth under that name
   */
  record Called(String name, DoubleUnaryOperator inUnit) {}

  private final List<Matcher> matchers;
  private final Map<String, Optional<Called>> byStored = new HashMap<>();

  /**
   * @param matchers of all labels
   */
  AskedNames(List<Matcher> matchers) {
    this.matchers = matchers.stream().filter(one -> one.name().equals(Labels.NAME)).toList();
  }

  /** What a stored series' metric is called; empty where it is not asked for. */
  Optional<Called> called(String series) {
    return byStored.computeIfAbsent(SeriesName.metricOf(series), this::find);
  }

  private Optional<Called> find(String stored) {
    String own = ExposedNames.of(stored);
    if (matches(own)) {
      return Optional.of(new Called(own, DoubleUnaryOperator.identity()));
    }
    return matchers.stream()
        .filter(one -> one.op() == Matcher.Op.EQUAL && matches(one.value()))
        .map(Matcher::value)
        .findFirst()
        .filter(name -> Fields.canonical(name).equals(stored))
        .map(name -> new Called(name, inUnitOf(name)));
  }

  private boolean matches(String name) {
    return matchers.stream().allMatch(one -> one.matches(name));
  }

  private static DoubleUnaryOperator inUnitOf(String name) {
    FieldName found = Fields.named(name);
    Optional<Field> field = found.field().filter(one -> one.newName().equals(name));
    if (field.isPresent()) {
      return field.get()::underNewName;
    }
    double factor = found.value(1);
    return factor == 1 ? DoubleUnaryOperator.identity() : value -> value / factor;
  }
}
