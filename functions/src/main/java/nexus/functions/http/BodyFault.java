package nexus.functions.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import nexus.telemetry.model.InvalidInputException;

/**
 * Finds out what is wrong with a request that Funqy refused with a bare 400: Funqy keeps the reason
 * to itself, so the body is read once more.
 */
@Singleton
final class BodyFault {

  private final ObjectMapper json;

  BodyFault(ObjectMapper json) {
    this.json = json;
  }

  /** The reason, as the exception that says it best. */
  RuntimeException find(RoutingContext context) {
    FunctionInvoker function = function(context);
    Buffer body = context.body() == null ? null : context.body().buffer();
    if (function == null || body == null || context.request().method().name().equals("GET")) {
      return new StatusException(400);
    }
    try {
      json.readerFor(json.constructType(function.getInputType())).readValue(body.getBytes());
      return new IllegalStateException("the answer of " + function.getName() + " is no JSON");
    } catch (JacksonException e) {
      return new InvalidInputException(field(e), sentence(e));
    } catch (java.io.IOException e) {
      return new IllegalStateException("reading from memory failed", e);
    }
  }

  private static FunctionInvoker function(RoutingContext context) {
    return FunctionRecorder.registry.matchInvoker(context.normalizedPath().substring(1));
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
    return type == Long.class || type == long.class ? "a whole number" : "of another type";
  }
}
