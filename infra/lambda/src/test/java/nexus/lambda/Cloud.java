package nexus.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nexus.telemetry.kv.jetcd.EtcdServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What function.zip runs in: a real etcd, stand-ins of S3 and of Lambda's Invoke API, and a process
 * of each handler, started at its first use. All test classes share one, as starts are what takes
 * time; each test has a cluster of its own.
 */
final class Cloud implements AutoCloseable {

  /** Time that an invocation has. */
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A process that lives for a minute spends more on C2 than it wins. */
  static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1");

  /** What a call to etcd may take: the first of a process that starts on a busy machine is slow. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private final EtcdServer etcd = EtcdServer.launch();
  private final S3Store s3 = new S3Store();
  private final InvokeApi invocations = new InvokeApi();
  private final FunctionFolder zip = FunctionFolder.ofProject();
  private final Map<String, FunctionProcess> functions = new ConcurrentHashMap<>();

  /** Gives a test method or constructor the shared one. */
  static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Cloud.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Cloud.class))
          .computeIfAbsent(Cloud.class, key -> new Cloud(), Cloud.class);
    }
  }

  EtcdServer etcd() {
    return etcd;
  }

  S3Bucket bucket() {
    return s3.versioned();
  }

  S3Bucket unversionedBucket() {
    return s3.unversioned();
  }

  /** Lambda's queue of asynchronous invocations. */
  InvokeApi invocations() {
    return invocations;
  }

  FunctionFolder zip() {
    return zip;
  }

  /** The process of a handler. */
  FunctionProcess function(String handler) {
    return functions.computeIfAbsent(handler, name -> launch(name).start());
  }

  /** Invokes a handler. */
  InvocationResult invoke(String handler, String event) throws InterruptedException {
    return function(handler).invoke(event, TIMEOUT);
  }

  /**
   * Invokes a handler whose process may have seen etcd away a moment ago, again and again as Lambda
   * does: a connection that has just been refused is not tried anew at once.
   */
  InvocationResult invokeOnceEtcdIsBack(String handler, String event) throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    InvocationResult result = invoke(handler, event);
    while (result.failed() && System.nanoTime() < end) {
      assertThat(result.errorMessage()).contains("UNAVAILABLE");
      result = invoke(handler, event);
    }
    return result;
  }

  /** How the template starts a handler, but for what leads to the stand-ins. */
  Launch launch(String handler) {
    return new Launch(zip, handler)
        .variable("JAVA_TOOL_OPTIONS", String.join(" ", Template.jvmFlags(handler)))
        .jvmFlags(SHORT_LIVED)
        .variables(
            Map.of(
                "ETCD_ENDPOINTS",
                etcd.endpoint(),
                "POLL_TIMEOUT",
                CALL_TIMEOUT.toSeconds() + "s",
                "CHUNK_BYTES",
                "64K",
                "CLUSTER_ID",
                "configured",
                "AWS_ENDPOINT_URL_S3",
                s3.endpoint(),
                "AWS_ENDPOINT_URL_LAMBDA",
                invocations.endpoint()));
  }

  @Override
  public void close() {
    functions.values().forEach(FunctionProcess::close);
    zip.close();
    invocations.close();
    s3.close();
    etcd.close();
  }
}
