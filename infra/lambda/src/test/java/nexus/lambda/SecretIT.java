package nexus.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import nexus.telemetry.kv.jetcd.Certificates;
import nexus.telemetry.kv.jetcd.EtcdConfig;
import nexus.telemetry.kv.jetcd.EtcdServer;
import nexus.telemetry.kv.jetcd.EtcdUsers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An etcd that takes certificates and users alone, both in a secret, and a function from a snapshot
 * that says all it can say.
 */
@EnabledOnOs(OS.LINUX)
final class SecretIT {

  private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:x";
  private static final String PASSWORD = "correct-horse-battery-staple";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** A stand-in of Secrets Manager that has one secret. */
  private HttpServer secrets(Map<String, String> secret) {
    return HttpServers.start("secrets", exchange -> answer(exchange, secret));
  }

  private void answer(HttpExchange exchange, Map<String, String> secret) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    asked.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " " + request);
    byte[] body =
        JSON.writeValueAsBytes(
            Map.of("ARN", SECRET, "Name", "x", "SecretString", JSON.writeValueAsString(secret)));
    HttpServers.answer(exchange, 200, body);
  }

  @Test
  void aRestoredFunctionReadsTheSecretAndNoSnapshotHoldsIt() throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Certificates.make(folder, certificate, key);
    String pem = Files.readString(certificate, StandardCharsets.US_ASCII);
    HttpServer secrets =
        secrets(
            Map.of(
                "username", "functions",
                "password", PASSWORD,
                "ca", pem,
                "certificate", pem,
                "key", Files.readString(key, StandardCharsets.US_ASCII)));
    try (EtcdServer etcd =
            EtcdServer.launch(
                "--cert-file=" + certificate,
                "--key-file=" + key,
                "--trusted-ca-file=" + certificate,
                "--client-cert-auth");
        FunctionFolder zip = FunctionFolder.ofProject();
        FunctionProcess drain =
            new Launch(zip, "drainQueueBatch")
                .variable("ETCD_ENDPOINTS", etcd.endpoint())
                .variable("ETCD_SECRET_ID", SECRET)
                .variable(
                    "AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://" + HttpServers.address(secrets))
                .variable("QUARKUS_LOG_LEVEL", "DEBUG")
                .jvmFlags(Cloud.SHORT_LIVED)
                .snapStart()
                .start()) {
      new EtcdUsers(config(etcd, certificate, key)).enable("functions", PASSWORD, "/telemetry/");
      drain.awaitSnapshot(Cloud.TIMEOUT);
      assertThat(asked).isEmpty();
      drain.restore();

      InvocationResult result = drain.invoke("{}", Cloud.TIMEOUT);

      assertThat(result.failed()).as(result.toString()).isFalse();
      assertThat(result.json().path("remaining").asLong(-1)).isZero();
      assertThat(asked)
          .containsExactly("secretsmanager.GetSecretValue {\"SecretId\":\"" + SECRET + "\"}");
      assertThat(drain.log()).contains("DEBUG");
      for (String secret : List.of("PRIVATE KEY", PASSWORD, inHex(PASSWORD))) {
        assertThat(drain.log().contains(secret)).as(secret).isFalse();
      }
    } finally {
      secrets.stop(0);
    }
  }

  private static EtcdConfig config(EtcdServer etcd, Path certificate, Path key) {
    return new EtcdConfig(
        List.of(etcd.endpoint()),
        null,
        null,
        certificate,
        certificate,
        key,
        EtcdConfig.DEFAULT_TIMEOUT);
  }

  private static String inHex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }
}
