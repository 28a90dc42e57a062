package nexus.functions.api.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.model.InvalidInputException;

/** Finds in which format samples are asked for. */
public final class RequestedFormat {

  private static final String JSON = "application/json";

  private RequestedFormat() {}

  /**
   * The format of an export; empty for JSON.
   *
   * @param parameters of which {@code format} wins
   * @param accept the {@code Accept} header (RFC 9110, section 12.5.1); what fits nothing is JSON
   * @throws InvalidInputException when {@code format} is none
   */
  public static Optional<SampleFormat> of(Map<String, List<String>> parameters, String accept) {
    List<String> given =
        parameters.getOrDefault("format", List.of()).stream()
            .filter(name -> !name.isBlank())
            .toList();
    if (given.isEmpty()) {
      return accepted(accept);
    }
    String name = given.size() == 1 ? given.get(0) : "";
    if (name.equals("json")) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(SampleFormat.values())
            .filter(format -> format.parameter().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new InvalidInputException("format", "format must be json, csv or ndjson")));
  }

  /** Of the types that are served the one of the greatest weight, the first of equals. */
  private static Optional<SampleFormat> accepted(String accept) {
    Optional<SampleFormat> best = Optional.empty();
    double bestWeight = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      String type = parts[0].strip().toLowerCase(Locale.ROOT);
      Optional<SampleFormat> format =
          Arrays.stream(SampleFormat.values())
              .filter(one -> one.mediaType().equals(type))
              .findFirst();
      double weight = weight(parts);
      if (weight > bestWeight && (format.isPresent() || type.equals(JSON) || type.equals("*/*"))) {
        best = format;
        bestWeight = weight;
      }
    }
    return best;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("[qQ]=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }
}
