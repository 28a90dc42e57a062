package nexus.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A stand-in for the application's jar: says that it is ready, or dies, as its environment says.
 */
final class FakeApplication {

  private static final String UPLOAD =
      """
      {"cluster":"local-cluster","rows":2520,"values":2520,"accepted":%d,"missing":1,"rejected":0,
       "rejects":[],"error":{"code":"invalid","message":"unknown header"}}""";
  private static final String STATS =
      """
      {"cluster":"local-cluster","hosts":3,"gpus":12,
       "metrics":{"DCGM_FI_DEV_GPU_UTIL":
         {"count":12,"avg":41.5,"min":0,"max":100,"p50":30,"p95":99}},
       "top":[{"metric":"DCGM_FI_DEV_GPU_UTIL","host":"dgx-a01","gpu":"0","value":100}],
       "queue":{"messages":0,"deadLetters":%d}}""";
  private static final String SERIES =
      """
      {"host":"dgx-a01","gpu":"0","series":[{"metric":"DCGM_FI_DEV_GPU_UTIL","unit":"%",
       "points":[[1751328000000,0],[1751328015000,50.5],[1751328030000,100]]}]}""";

  private FakeApplication() {}

  public static void main(String[] arguments) throws IOException {
    String last = System.getenv("FAKE_LAST_WORDS");
    if (last != null) {
      System.err.println(last);
      System.exit(3);
    }
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    answer(server, "/ready", number("FAKE_READY_STATUS", 200), text("FAKE_READY", "{}"));
    answer(server, "/api/v1/csv/upload", number("FAKE_UPLOAD_STATUS", 200), upload());
    answer(server, "/clusterStats", 200, STATS.formatted(number("FAKE_DEAD_LETTERS", 0)));
    answer(server, "/queryGpu", 200, SERIES);
    server.createContext(
        "/die",
        exchange -> {
          System.out.println("told to die");
          Runtime.getRuntime().halt(4);
        });
    server.start();
  }

  private static int number(String variable, int normal) {
    return Integer.parseInt(text(variable, Integer.toString(normal)));
  }

  private static String text(String variable, String normal) {
    String text = System.getenv(variable);
    return text == null ? normal : text;
  }

  private static String upload() {
    return UPLOAD.formatted(number("FAKE_ACCEPTED", 2520));
  }

  private static void answer(HttpServer server, String path, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  /** Writes a jar that runs {@link #main} from the test's classes. */
  static Path jar(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, FakeApplication.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        FakeApplication.class.getProtectionDomain().getCodeSource().getLocation().toString());
    Path jar = folder.resolve("fake-runner.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }
}
