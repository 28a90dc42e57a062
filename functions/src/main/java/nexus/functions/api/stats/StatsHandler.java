package nexus.functions.api.stats;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import nexus.functions.http.LambdaHttp;

/** {@code clusterStats} on Lambda: takes the events of an HTTP API, payload format 2.0. */
@Named("clusterStats")
@Singleton
public final class StatsHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private final LambdaHttp http;

  StatsHandler(LambdaHttp http) {
    this.http = http;
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    return http.answer(event);
  }
}
