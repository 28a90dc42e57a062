package nexus.local;

import java.nio.file.Path;
import java.util.List;

/**
 * A process that starts what {@code up} starts, and is killed by a test. Takes the data folder, the
 * application's jar, and etcd's executable or the endpoint of one that runs; prints the process IDs
 * of what it started.
 */
final class Launcher {

  private Launcher() {}

  public static void main(String[] arguments) throws InterruptedException {
    boolean named = arguments[2].startsWith("http:");
    LocalStack stack =
        new LocalStack(
            new Settings(
                Path.of(arguments[0]),
                false,
                0,
                Path.of(arguments[1]),
                named ? null : Path.of(arguments[2]),
                named ? arguments[2] : null,
                List.of("-Xshare:auto"),
                System.getenv()));
    stack.start();
    System.out.println(stack.applicationPid() + (named ? "" : " " + stack.etcdPid()));
    stack.awaitEnd();
  }

  /** The command that runs it, on the test's own class path. */
  static List<String> command(Path data, Path jar, String etcd) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Launcher.class.getName(),
        data.toString(),
        jar.toString(),
        etcd);
  }
}
