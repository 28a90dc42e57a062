package nexus.functions.http.body;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Writes to API Gateway what there is to say, and no member that is null. */
@Singleton
public final class LambdaJson implements ObjectMapperCustomizer {

  @Override
  public void customize(ObjectMapper mapper) {
    mapper
        .configOverride(APIGatewayV2HTTPResponse.class)
        .setInclude(JsonInclude.Value.empty().withValueInclusion(JsonInclude.Include.NON_NULL));
  }
}
