package nexus.functions.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The SAM template against the application that it deploys. */
final class TemplateTest {

  private static final Pattern SETTING =
      Pattern.compile("^\\| `([A-Z_]+)` \\| (?:`([^`]+)`|–) \\|", Pattern.MULTILINE);

  /** Settings of the local application or of one function, and what comes out of the secret. */
  private static final List<String> NOT_ON_LAMBDA =
      List.of(
          "ETCD_USERNAME",
          "ETCD_PASSWORD",
          "ETCD_CA_FILE",
          "ETCD_CERT_FILE",
          "ETCD_KEY_FILE",
          "COLLECTOR_ID",
          "PROCESSING_INTERVAL",
          "DRAIN_ENABLED",
          "UPLOAD_CHUNK_BYTES",
          "MAX_BODY_BYTES",
          "INCIDENT_RULES",
          "CSV_FILE",
          "STREAM_INTERVAL",
          "LOOP_MODE",
          "SCRAPE_TARGETS",
          "SCRAPE_INTERVAL",
          "HTTP_HOST",
          "PORT",
          "ALLOWED_HOSTS");

  /** Defaults of the deployment that are not those of a local run. */
  private static final Map<String, String> DEPLOYED =
      Map.of("RETENTION", "30d", "SCRAPE_INTERVAL", "1m");

  private static Template template;

  @BeforeAll
  static void read() throws IOException {
    template = Template.read();
  }

  /**
   * The settings of {@code docs/settings.md} with their defaults; the empty text where one has
   * none.
   */
  private static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    SETTING
        .matcher(Files.readString(Template.folder().resolve("docs/settings.md")))
        .results()
        .forEach(row -> settings.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
    return settings;
  }

  @Test
  void everyFunctionNamesAHandlerOfTheApplicationAndEveryHandlerHasAFunction() {
    Stream<Object> named =
        template.functions().stream()
            .map(function -> template.environment(function).get("QUARKUS_LAMBDA_HANDLER"));

    assertThat(named).containsExactlyInAnyOrderElementsOf(Handlers.classesByName().keySet());
  }

  @Test
  void everyVariableIsASettingAndHasItsDefault() throws IOException {
    Map<String, String> settings = settings();
    for (Map<String, Object> function : template.functions()) {
      Map<String, Object> variables = new TreeMap<>(template.environment(function));
      variables.keySet().removeAll(List.of("QUARKUS_LAMBDA_HANDLER", "JAVA_TOOL_OPTIONS"));
      assertThat(settings.keySet()).containsAll(variables.keySet());
      variables.keySet().removeAll(List.of("ETCD_ENDPOINTS", "ETCD_SECRET_ID"));
      variables.forEach(
          (variable, parameter) -> {
            String byDefault =
                DEPLOYED.getOrDefault(variable, settings.get(variable).replace("processors", ""));
            assertThat(parameter).isEqualTo(camelCase(variable));
            assertThat(template.at("Parameters", parameter.toString()).get("Default"))
                .as(variable)
                .isEqualTo(byDefault);
          });
    }
  }

  @Test
  void everySettingThatMeansSomethingOnLambdaIsSet() throws IOException {
    List<String> expected = new ArrayList<>(settings().keySet());
    expected.removeAll(NOT_ON_LAMBDA);

    assertThat(template.at("Globals", "Function", "Environment", "Variables").keySet())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String camelCase(String variable) {
    StringBuilder name = new StringBuilder();
    for (String word : variable.split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  @Test
  void noCredentialIsInTheEnvironment() {
    for (Map<String, Object> function : template.functions()) {
      assertThat(template.environment(function))
          .containsEntry("ETCD_SECRET_ID", "EtcdSecretArn")
          .allSatisfy(
              (name, value) ->
                  assertThat(name).doesNotContain("PASSWORD", "USERNAME", "KEY_FILE", "TOKEN"));
    }
  }

  @Test
  void noFunctionMayDoEverythingOrToEverything() {
    for (Map<String, Object> function : template.functions()) {
      assertThat(statements(function))
          .isNotEmpty()
          .allSatisfy(
              statement -> {
                assertThat(statement.get("Action").toString()).doesNotContain("*");
                assertThat(statement.get("Resource").toString()).matches("[^*]*(\\.Arn}/.*)?");
              });
    }
  }

  /** A function's statements, those included that hang on a condition. */
  private static List<Map<String, Object>> statements(Map<String, Object> function) {
    List<Map<String, Object>> statements = new ArrayList<>();
    for (Object policy : (List<?>) function.get("Policies")) {
      for (Object statement : (List<?>) Template.map(policy).get("Statement")) {
        statements.add(
            Template.map(statement instanceof List<?> choice ? choice.get(1) : statement));
      }
    }
    return statements;
  }

  @Test
  void rejectedRowsTriggerNothing() {
    Map<String, Object> pattern =
        template.at(
            "Resources",
            "IngestFunction",
            "Properties",
            "Events",
            "CaptureUploaded",
            "Properties",
            "Pattern");

    assertThat(pattern)
        .containsEntry("source", List.of("aws.s3"))
        .containsEntry("detail-type", List.of("Object Created"));
    assertThat(Template.map(Template.map(pattern.get("detail")).get("object")).get("key"))
        .isEqualTo(List.of(Map.of("anything-but", Map.of("prefix", "rejected/"))));
  }

  @Test
  void everyPathOfTheApiIsOneThatIsServed() {
    assertThat(
            template
                .resources("AWS::ApiGatewayV2::Route")
                .map(route -> route.get("RouteKey").toString()))
        .containsExactlyInAnyOrder(
            "GET /queryGpu",
            "GET /clusterStats",
            "GET /metrics",
            "GET /api/v1/ingests",
            "GET /api/v1/ingests/{upload}",
            "GET /api/v1/deadletters",
            "GET /api/v1/{proxy+}",
            "GET /",
            "GET /assets/{file}",
            "GET /docs",
            "GET /openapi.yaml",
            "DELETE /api/v1/deadletters",
            "POST /api/v1/deadletters/redrive",
            "POST /api/v1/formats",
            "POST /api/v1/write",
            "POST /api/v1/import/prometheus",
            "POST /v1/metrics",
            "POST /api/v1/query",
            "POST /api/v1/query_range",
            "POST /api/v1/format_query",
            "POST /api/v1/series",
            "POST /api/v1/labels");
  }

  /** They read, and have their parameters in a form. */
  private static final Set<String> READ_BY_FORM =
      Set.of(
          "POST /api/v1/query",
          "POST /api/v1/query_range",
          "POST /api/v1/format_query",
          "POST /api/v1/series",
          "POST /api/v1/labels");

  @Test
  void whatChangesSomethingIsOpenToNobodyWhoIsNotKnown() {
    assertThat(
            template
                .resources("AWS::ApiGatewayV2::Route")
                .filter(route -> !route.get("RouteKey").toString().startsWith("GET "))
                .filter(route -> !READ_BY_FORM.contains(route.get("RouteKey").toString())))
        .hasSize(6)
        .allMatch(route -> !route.get("AuthorizationType").toString().contains("NONE"));
  }

  @Test
  void capturesOutliveTheStackAndAreNeverPublic() {
    Map<String, Object> bucket = template.at("Resources", "CaptureBucket");

    assertThat(bucket)
        .containsEntry("DeletionPolicy", "Retain")
        .containsEntry("UpdateReplacePolicy", "Retain");
    assertThat(
            template
                .at("Resources", "CaptureBucket", "Properties", "PublicAccessBlockConfiguration")
                .values())
        .hasSize(4)
        .containsOnly("true");
    assertThat(template.at("Resources", "CaptureBucket", "Properties", "VersioningConfiguration"))
        .containsEntry("Status", "Enabled");
  }

  @Test
  void nobodyIsLetInUnlessAskedFor() {
    assertThat(template.at("Parameters", "ApiAuth")).containsEntry("Default", "IAM");
  }

  @Test
  void nothingIsScrapedUnlessTargetsAreNamed() {
    assertThat(template.at("Parameters", "ScrapeTargets")).containsEntry("Default", "");
    assertThat(template.at("Conditions").get("WithScrape"))
        .isEqualTo(List.of(List.of("ScrapeTargets", "")));
    for (String resource : List.of("ScrapeFunction", "ScrapeLog", "ScrapeAlarm")) {
      assertThat(template.at("Resources", resource)).containsEntry("Condition", "WithScrape");
    }
    assertThat(template.at("Outputs", "ScrapeFunctionName"))
        .containsEntry("Condition", "WithScrape");
    assertThat(template.at("Globals", "Function", "Environment", "Variables"))
        .doesNotContainKey("SCRAPE_TARGETS");
    assertThat(template.at("Resources", "ScrapeFunction", "Properties", "EventInvokeConfig"))
        .containsEntry("MaximumRetryAttempts", "0");
  }

  @Test
  void aDrainIsNotRetriedAndAnIngestIs() {
    assertThat(template.at("Resources", "DrainFunction", "Properties", "EventInvokeConfig"))
        .containsEntry("MaximumRetryAttempts", "0")
        .containsEntry("MaximumEventAgeInSeconds", "60");
    assertThat(template.at("Resources", "IngestFunction", "Properties", "EventInvokeConfig"))
        .containsEntry("MaximumRetryAttempts", "2")
        .containsKey("DestinationConfig");
  }
}
