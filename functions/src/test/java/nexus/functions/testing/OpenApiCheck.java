package nexus.functions.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nexus.functions.testing.OpenApi.Exchange;
import nexus.functions.testing.OpenApi.Operation;

/** Fails a test whose requests are answered otherwise than {@link OpenApi} describes. */
public final class OpenApiCheck implements Filter {

  private final OpenApi api = OpenApi.read();
  private final Set<Operation> succeeded = ConcurrentHashMap.newKeySet();

  /** What is described. */
  public OpenApi api() {
    return api;
  }

  /** The operations of which a good answer was seen. */
  public Set<Operation> succeeded() {
    return Set.copyOf(succeeded);
  }

  /** Asks as {@code asker} does, and looks at every answer. */
  public Asker of(Asker asker) {
    return (method, path, body, headers) -> {
      Asker.Reply reply = asker.send(method, path, body, headers);
      if (!reply.headers().containsKey("Content-Encoding")) {
        String type = reply.headers().get("Content-Type");
        check(new Exchange(method, path, reply.status(), type, reply.body()));
      }
      return reply;
    };
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext context) {
    Response answer = context.next(request, expected);
    URI uri = URI.create(request.getURI());
    String url =
        uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    check(
        new Exchange(
            request.getMethod(),
            url,
            answer.statusCode(),
            answer.contentType(),
            answer.asByteArray()));
    return answer;
  }

  private void check(Exchange exchange) {
    assertThat(api.problems(exchange))
        .as("%s %s: %d", exchange.method(), exchange.url(), exchange.status())
        .isEmpty();
    if (exchange.status() == 200 || exchange.status() == 204) {
      succeeded.add(api.find(exchange.method(), exchange.url()));
    }
  }
}
