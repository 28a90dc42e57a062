package nexus.functions.aws;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import org.jboss.logging.Logger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The clients of Amazon's services, each made at its first use. Region, credentials and endpoints
 * come from the SDK's own variables, such as {@code AWS_REGION} and {@code AWS_ENDPOINT_URL_S3}.
 */
@Singleton
public class AwsClients {

  private static final Logger LOG = Logger.getLogger(AwsClients.class);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration ATTEMPT = Duration.ofSeconds(30);
  private static final Duration CALL = Duration.ofSeconds(90);

  private S3Client s3;
  private LambdaClient lambda;

  /** The client of S3, or of what {@code AWS_ENDPOINT_URL_S3} names. */
  public synchronized S3Client s3() {
    if (s3 == null) {
      s3 = s3Builder().forcePathStyle(isElsewhere("S3")).build();
    }
    return s3;
  }

  private static S3ClientBuilder s3Builder() {
    return configured(S3Client.builder())
        .httpClient(http())
        // Stores that only resemble S3 do not know the checksums that the SDK adds by default.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
  }

  /**
   * Loads the classes of a first request to S3 by sending one that fails at once: nobody listens on
   * port 1. The client is not kept.
   */
  public static void reachNobody() {
    AwsCredentials nobody = AwsBasicCredentials.create("nobody", "nobody");
    try (S3Client client =
        s3Builder()
            .forcePathStyle(true)
            .endpointOverride(URI.create("http://127.0.0.1:1"))
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(nobody))
            .build()) {
      client.headObject(request -> request.bucket("nothing").key("nothing"));
    } catch (SdkClientException expected) {
      LOG.debug("reached nobody", expected);
    }
  }

  synchronized LambdaClient lambda() {
    if (lambda == null) {
      lambda = configured(LambdaClient.builder()).httpClient(http()).build();
    }
    return lambda;
  }

  /** A client of Secrets Manager, to be closed once the secret is read. */
  static SecretsManagerClient secrets() {
    return configured(SecretsManagerClient.builder()).httpClient(http()).build();
  }

  /** Forgets the clients; the next use makes them again. */
  @PreDestroy
  public synchronized void close() {
    close(s3);
    close(lambda);
    s3 = null;
    lambda = null;
  }

  private static void close(SdkAutoCloseable client) {
    if (client != null) {
      client.close();
    }
  }

  private static <B extends AwsClientBuilder<B, C>, C> B configured(B builder) {
    return builder.overrideConfiguration(
        limits -> limits.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL));
  }

  private static SdkHttpClient http() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(CONNECT)
        .socketTimeout(SILENCE)
        .build();
  }

  private static boolean isElsewhere(String service) {
    return System.getenv("AWS_ENDPOINT_URL_" + service) != null
        || System.getenv("AWS_ENDPOINT_URL") != null;
  }
}
