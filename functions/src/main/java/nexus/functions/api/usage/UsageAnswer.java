package nexus.functions.api.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Locale;
import java.util.OptionalDouble;
import nexus.functions.api.AnswerSize;
import nexus.functions.api.NumberSerializer;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.query.usage.UsageBy;
import nexus.telemetry.query.usage.UsageGroup;
import nexus.telemetry.query.usage.UsageRow;
import nexus.telemetry.usage.UsageAmounts;
import nexus.telemetry.usage.UsageClass;

/**
 * A row of usage. Of what it is by it has the members, the others are left out; what is not known
 * is null.
 *
 * @param from its beginning, RFC 3339
 * @param to its end, exclusive
 * @param host host
 * @param gpu index on the host
 * @param model product name, or {@code unknown}
 * @param namespace namespace; empty where a GPU worked for none, as far as is known
 * @param pod pod, likewise
 * @param gpus GPUs that had a part in it
 * @param hours hours of GPUs
 * @param energyKwh energy in kWh
 * @param energyFrom {@code counter}, {@code power}, {@code both} or {@code none}
 * @param utilization mean utilization in percent
 * @param tensorActivity mean activity of the tensor cores, 0 to 1
 */
public record UsageAnswer(
    String from,
    String to,
    @JsonInclude(JsonInclude.Include.NON_NULL) String host,
    @JsonInclude(JsonInclude.Include.NON_NULL) String gpu,
    @JsonInclude(JsonInclude.Include.NON_NULL) String model,
    @JsonInclude(JsonInclude.Include.NON_NULL) String namespace,
    @JsonInclude(JsonInclude.Include.NON_NULL) String pod,
    long gpus,
    Hours hours,
    @JsonSerialize(using = NumberSerializer.class) Double energyKwh,
    String energyFrom,
    @JsonSerialize(using = NumberSerializer.class) Double utilization,
    @JsonSerialize(using = NumberSerializer.class) Double tensorActivity) {

  /** Hours by class, and all of them. */
  public record Hours(
      @JsonSerialize(using = NumberSerializer.class) double working,
      @JsonSerialize(using = NumberSerializer.class) double inefficient,
      @JsonSerialize(using = NumberSerializer.class) double wasted,
      @JsonSerialize(using = NumberSerializer.class) double free,
      @JsonSerialize(using = NumberSerializer.class) double throttled,
      @JsonSerialize(using = NumberSerializer.class) double error,
      @JsonSerialize(using = NumberSerializer.class) double unknown,
      @JsonSerialize(using = NumberSerializer.class) double total) {

    static Hours of(UsageAmounts amounts) {
      return new Hours(
          rounded(amounts.hours(UsageClass.WORKING)),
          rounded(amounts.hours(UsageClass.INEFFICIENT)),
          rounded(amounts.hours(UsageClass.WASTED)),
          rounded(amounts.hours(UsageClass.FREE)),
          rounded(amounts.hours(UsageClass.THROTTLED)),
          rounded(amounts.hours(UsageClass.ERROR)),
          rounded(amounts.hours(UsageClass.UNKNOWN)),
          rounded(amounts.totalHours()));
    }
  }

  static UsageAnswer of(UsageBy by, UsageRow row) {
    UsageGroup group = row.group();
    UsageAmounts amounts = row.amounts();
    boolean isByHost = by == UsageBy.HOST || by == UsageBy.GPU;
    boolean isByJob = by == UsageBy.NAMESPACE || by == UsageBy.POD;
    return new UsageAnswer(
        Timestamps.format(row.range().fromMs()),
        Timestamps.format(row.range().toMs()),
        isByHost ? group.host() : null,
        by == UsageBy.GPU ? group.gpu() : null,
        by == UsageBy.MODEL ? group.model() : null,
        isByJob ? group.namespace() : null,
        by == UsageBy.POD ? group.pod() : null,
        row.gpus(),
        Hours.of(amounts),
        orNull(amounts.energyKwh()),
        amounts.energySource().name().toLowerCase(Locale.ROOT),
        orNull(amounts.utilization()),
        orNull(amounts.tensorActivity()));
  }

  /** To a millionth: of an hour that is a few milliseconds, of a kWh a few joules. */
  private static double rounded(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  private static Double orNull(OptionalDouble value) {
    return value.isEmpty() ? null : rounded(value.getAsDouble());
  }

  /**
   * Where a row stands in the list, unlike every other's. What is asked for may begin with now, and
   * later on the next page: so its beginning has no part in it, and that of a whole step has.
   *
   * @param stepMs length of a row's time, milliseconds; 0 where it is all of the time
   */
  static String position(UsageRow row, long stepMs) {
    UsageGroup group = row.group();
    long step = stepMs == 0 ? 0 : Math.floorDiv(row.range().fromMs(), stepMs);
    return String.join(
        "\n",
        String.format(Locale.ROOT, "%013d", step),
        group.host(),
        group.gpu(),
        group.model(),
        group.namespace(),
        group.pod());
  }

  /** Most bytes that a row takes. */
  static long bytes(UsageRow row) {
    UsageGroup group = row.group();
    return 2
        * AnswerSize.ofRow(
            group.host(), group.gpu(), group.model(), group.namespace(), group.pod());
  }
}
