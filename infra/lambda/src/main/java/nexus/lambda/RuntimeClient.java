package nexus.lambda;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import nexus.local.LocalFailure;

/**
 * AWS's runtime interface client for Java, wherever it is on the class path of this process. It has
 * native libraries for Linux alone.
 */
final class RuntimeClient {

  /** Its main class, which takes the handler as its argument. */
  static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final String NATIVE =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  /** A class of each of its jars. */
  private static final List<String> CLASSES =
      List.of(
          MAIN,
          "com.amazonaws.services.lambda.runtime.Context",
          "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
          "software.amazon.awssdk.utilslite.SdkInternalThreadLocal",
          "software.amazon.awssdk.annotations.SdkPublicApi");

  private RuntimeClient() {}

  /**
   * Its jars as a class path.
   *
   * @throws LocalFailure when they are not on that of this process
   */
  static String jars() {
    Set<String> jars = new LinkedHashSet<>();
    for (String name : CLASSES) {
      try {
        Class<?> found = find(name);
        jars.add(
            Path.of(found.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
      } catch (URISyntaxException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  /**
   * The flag that has it load {@code library}. By itself it unpacks one to the same place in every
   * process, so that two that start at once break each other.
   */
  static String nativeFlag(Path library) {
    return "-D" + NATIVE + "=" + library;
  }

  /** Copies its native library for this machine to {@code target}. */
  static void copyNativeLibrary(Path target) throws IOException {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    String system = Files.exists(Path.of("/etc/alpine-release")) ? "linux_musl" : "linux";
    String name = "/jni/libaws-lambda-jni." + system + "-" + machine + ".so";
    try (InputStream library = find(MAIN).getResourceAsStream(name)) {
      if (library == null) {
        throw new FileNotFoundException(name);
      }
      Files.copy(library, target);
    }
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name, false, RuntimeClient.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new LocalFailure("the runtime interface client is not on the class path: " + name, e);
    }
  }
}
