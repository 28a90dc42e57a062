package nexus.functions.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import nexus.functions.http.body.JsonFault;

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
      return JsonFault.of(e);
    } catch (java.io.IOException e) {
      return new IllegalStateException("reading from memory failed", e);
    }
  }

  private static FunctionInvoker function(RoutingContext context) {
    return FunctionRecorder.registry.matchInvoker(context.normalizedPath().substring(1));
  }
}
