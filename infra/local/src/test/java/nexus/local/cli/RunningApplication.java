package nexus.local.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nexus.local.EtcdBinary;
import nexus.local.LocalStack;
import nexus.local.Settings;

/** The application that the module before this one built, on an etcd of its own. */
final class RunningApplication implements AutoCloseable {

  private final LocalStack stack;

  private RunningApplication(LocalStack stack) {
    this.stack = stack;
  }

  /**
   * Starts both.
   *
   * @param data where etcd's data will be
   */
  static RunningApplication start(Path data) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("ETCD_") || name.equals("CLUSTER_ID"));
    LocalStack stack =
        new LocalStack(
            new Settings(
                data,
                true,
                0,
                application(),
                EtcdBinary.find(),
                null,
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                environment));
    stack.start();
    return new RunningApplication(stack);
  }

  private static Path application() throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(EtcdBinary.PROJECT.resolve("functions/target"), "*-runner.jar")) {
      return jars.iterator().next();
    }
  }

  /** A file of the project. */
  static String file(String path) {
    return EtcdBinary.PROJECT.resolve(path).toString();
  }

  String url() {
    return stack.url().toString();
  }

  /** Runs a command against it. */
  Run run(String... words) {
    return runOn("", words);
  }

  /** Runs a command that reads {@code in}. */
  Run runOn(String in, String... words) {
    return Run.with(in, 0, Map.of("NEXUS_URL", url()), words);
  }

  @Override
  public void close() {
    stack.close();
  }
}
