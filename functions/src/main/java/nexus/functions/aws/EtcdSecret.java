package nexus.functions.aws;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * What a secret of Secrets Manager says of how to reach etcd, as JSON; every member may be missing.
 *
 * @param username user to authenticate as
 * @param password the user's password
 * @param ca PEM certificates that sign the members'
 * @param certificate PEM certificate this client shows
 * @param key PEM key (PKCS 8) of that certificate
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EtcdSecret(
    String username, String password, String ca, String certificate, String key) {

  /**
   * Reads the secret.
   *
   * @param id its ARN or name
   * @throws software.amazon.awssdk.core.exception.SdkException when it cannot be read
   * @throws IllegalStateException when it is no such JSON
   */
  public static EtcdSecret read(String id) {
    try (SecretsManagerClient client = AwsClients.secrets()) {
      String text = client.getSecretValue(request -> request.secretId(id)).secretString();
      return JsonMapper.builder().build().readValue(text == null ? "" : text, EtcdSecret.class);
    } catch (JsonProcessingException e) {
      e.clearLocation();
      throw new IllegalStateException(
          "the secret " + id + " is no JSON object of username, password, ca, certificate, key");
    }
  }

  /** Tells nothing of what it holds. */
  @Override
  public String toString() {
    return "EtcdSecret[…]";
  }
}
