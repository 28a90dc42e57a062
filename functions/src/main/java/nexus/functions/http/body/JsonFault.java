package nexus.functions.http.body;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Optional;
import java.util.stream.Collectors;
import nexus.telemetry.model.InvalidInputException;

/** Says what is wrong with JSON that cannot be read, in the words of the one who sent it. */
public final class JsonFault {

  /** How Jackson, which has no exception of its own for it, begins to tell of a field twice. */
  private static final String TWICE = "Duplicate field '";

  private JsonFault() {}

  /**
   * The fault as a bad input, its field named where there is one; what a record itself says of a
   * value that it refuses goes before.
   */
  public static InvalidInputException of(JacksonException problem) {
    if (problem.getCause() instanceof InvalidInputException refused) {
      return refused;
    }
    Optional<String> twice = twice(problem);
    InvalidInputException bad =
        twice.isPresent()
            ? new InvalidInputException(
                twice.get(), "the field " + twice.get() + " is there twice" + at(problem))
            : new InvalidInputException(field(problem), sentence(problem));
    bad.initCause(problem);
    return bad;
  }

  /** The name of a field that an object has twice. */
  private static Optional<String> twice(JacksonException problem) {
    Throwable fault = problem instanceof JsonMappingException ? problem.getCause() : problem;
    if (!(fault instanceof StreamReadException read)
        || !read.getOriginalMessage().startsWith(TWICE)) {
      return Optional.empty();
    }
    String name = read.getOriginalMessage().substring(TWICE.length());
    return Optional.of(name.endsWith("'") ? name.substring(0, name.length() - 1) : name);
  }

  private static String field(JacksonException problem) {
    if (!(problem instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return null;
    }
    return mapping.getPath().stream()
        .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String sentence(JacksonException problem) {
    String field = field(problem);
    if (problem instanceof UnrecognizedPropertyException unknown) {
      return "unknown field " + field + "; known are " + unknown.getKnownPropertyIds();
    }
    if (problem.getCause() instanceof StreamReadException
        || problem instanceof StreamReadException) {
      return "the body is not JSON" + at(problem);
    }
    if (problem instanceof MismatchedInputException mismatch && field != null) {
      return field + " must be " + expected(mismatch.getTargetType());
    }
    return "the body must be one JSON object, without a field twice";
  }

  private static String at(JacksonException problem) {
    return problem.getLocation() == null
        ? ""
        : " (line "
            + problem.getLocation().getLineNr()
            + ", column "
            + problem.getLocation().getColumnNr()
            + ")";
  }

  private static String expected(Class<?> type) {
    if (type == String.class) {
      return "a string";
    }
    return type == Long.class || type == Integer.class ? "a whole number" : "of another type";
  }
}
