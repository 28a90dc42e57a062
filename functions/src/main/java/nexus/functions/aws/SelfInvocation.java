package nexus.functions.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** Invokes the function that runs, asynchronously: Lambda keeps the event and retries it. */
@Singleton
public final class SelfInvocation {

  private final AwsClients clients;
  private final ObjectMapper json;

  SelfInvocation(AwsClients clients, ObjectMapper json) {
    this.clients = clients;
    this.json = json;
  }

  /**
   * Returns once Lambda has the event.
   *
   * @param function the function's ARN, its alias included
   * @param event the event, written as JSON
   * @throws software.amazon.awssdk.core.exception.SdkException when Lambda does not take it
   */
  public void invoke(String function, Object event) {
    try {
      SdkBytes payload = SdkBytes.fromByteArray(json.writeValueAsBytes(event));
      clients
          .lambda()
          .invoke(
              request ->
                  request
                      .functionName(function)
                      .invocationType(InvocationType.EVENT)
                      .payload(payload));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event cannot be written as JSON", e);
    }
  }
}
