package nexus.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A stand-in for the application's jar: says that it is ready, or dies, as its environment says.
 */
final class FakeApplication {

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
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.createContext(
        "/die",
        exchange -> {
          System.out.println("told to die");
          Runtime.getRuntime().halt(4);
        });
    server.start();
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
