package nexus.functions.api.fields;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import nexus.functions.api.AnswerSize;
import nexus.functions.api.NumberSerializer;
import nexus.telemetry.fields.Field;

/**
 * A field of the dictionary.
 *
 * @param name the canonical name, which answers tell
 * @param newName what newer releases of DCGM call it
 * @param aliases all names but the canonical one
 * @param id DCGM's number of it
 * @param unit its unit; empty where it has none
 * @param newUnit unit of its values under the new name
 * @param newFactor by which values under the new name are multiplied
 * @param kind gauge, counter, state, label or blob
 * @param type DCGM's type; empty where that is not known
 * @param displayName its name for people
 * @param help what it says
 * @param bits what each bit of a mask means; empty of all other fields
 * @param min least value; null where there is none
 * @param max greatest value; null where there is none
 */
public record FieldAnswer(
    String name,
    String newName,
    List<String> aliases,
    int id,
    String unit,
    String newUnit,
    @JsonSerialize(using = NumberSerializer.class) Double newFactor,
    String kind,
    String type,
    String displayName,
    String help,
    List<Field.Bit> bits,
    @JsonSerialize(using = NumberSerializer.class) Double min,
    @JsonSerialize(using = NumberSerializer.class) Double max) {

  public FieldAnswer {
    aliases = List.copyOf(aliases);
    bits = List.copyOf(bits);
  }

  static FieldAnswer of(Field field) {
    return new FieldAnswer(
        field.name(),
        field.newName(),
        field.aliases(),
        field.id(),
        field.unit(),
        field.newUnit(),
        field.newFactor(),
        field.kind().word(),
        field.type(),
        field.shown(),
        field.help(),
        field.bits(),
        finite(field.bounds().min()),
        finite(field.bounds().max()));
  }

  /** Most bytes that a field takes. */
  static long bytes(Field field) {
    return AnswerSize.ofRow(field.name(), field.newName(), field.shown(), field.help())
        + AnswerSize.ofRow(field.aliases().toArray(String[]::new))
        + AnswerSize.ofRow(field.bits().stream().map(Field.Bit::toString).toArray(String[]::new));
  }

  private static Double finite(double bound) {
    return Double.isInfinite(bound) ? null : Double.valueOf(bound);
  }
}
