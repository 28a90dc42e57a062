package nexus.lambda;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a function is started: as Lambda does, in the unpacked zip's folder, with the runtime
 * interface client before it on the class path. Each method that sets something returns this.
 */
public final class Launch {

  /** System property: home of the JVM that functions run on; by default that of this process. */
  public static final String JAVA_HOME = "lambda.java.home";

  private static final String ENTRY =
      "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";
  private static final int MEMORY_MB = 1_024;
  private static final String REGION = "eu-central-1";

  private final FunctionFolder folder;
  private final String handler;
  private final Map<String, String> variables = new HashMap<>();
  private final List<String> jvmFlags = new ArrayList<>();
  private Path javaHome = Path.of(System.getProperty(JAVA_HOME, System.getProperty("java.home")));
  private boolean jarsAlone;

  /**
   * @param folder the unpacked zip
   * @param handler one of the zip's handlers
   */
  public Launch(FunctionFolder folder, String handler) {
    this.folder = folder;
    this.handler = handler;
  }

  /** Sets a variable of the function's environment. */
  public Launch variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Sets variables of the function's environment. */
  public Launch variables(Map<String, String> values) {
    variables.putAll(values);
    return this;
  }

  /** Adds flags of the JVM. */
  public Launch jvmFlags(List<String> flags) {
    jvmFlags.addAll(flags);
    return this;
  }

  /** Takes this JVM instead of the one that {@value #JAVA_HOME} names. */
  public Launch javaHome(Path home) {
    javaHome = home;
    return this;
  }

  /** Has it start from jars alone, as an archive of classes needs it. */
  public Launch fromJarsAlone() {
    jarsAlone = true;
    return this;
  }

  /**
   * Has the runtime client do what it does for SnapStart: it waits behind the start, and calls the
   * hooks on both sides of that. They are found with the template's flags alone.
   */
  public Launch snapStart() {
    return variable("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
  }

  /** Starts it; returns before it is ready. */
  public FunctionProcess start() {
    return FunctionProcess.start(this);
  }

  String handler() {
    return handler;
  }

  Path folder() {
    return folder.path();
  }

  /** What an invocation says was invoked: an alias, as the template has it. */
  String functionArn() {
    return "arn:aws:lambda:" + REGION + ":123456789012:function:nexus-" + handler + ":live";
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.add("-Xmx" + MEMORY_MB * 7 / 10 + "m");
    command.add(RuntimeClient.nativeFlag(folder.nativeLibrary()));
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(RuntimeClient.jars() + File.pathSeparator + task());
    command.add(RuntimeClient.MAIN);
    command.add(ENTRY);
    return command;
  }

  private String task() {
    return jarsAlone
        ? folder.jars().stream().map(Path::toString).collect(joining(File.pathSeparator))
        : folder.path() + File.pathSeparator + folder.path() + "/lib/*";
  }

  Map<String, String> environment(String runtimeApi) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    environment.put("LANG", "C.UTF-8");
    environment.put("TZ", ":UTC");
    environment.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "nexus-" + handler);
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(MEMORY_MB));
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/nexus-" + handler);
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    environment.put("AWS_REGION", REGION);
    environment.put("AWS_DEFAULT_REGION", REGION);
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put("LAMBDA_TASK_ROOT", folder.path().toString());
    environment.put("_HANDLER", ENTRY);
    environment.put("QUARKUS_LAMBDA_HANDLER", handler);
    environment.putAll(variables);
    return environment;
  }
}
