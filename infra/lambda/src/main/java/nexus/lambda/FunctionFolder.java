package nexus.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import nexus.local.LocalFailure;

/**
 * {@code function.zip} unpacked into a throw-away folder, as Lambda unpacks it into {@code
 * /var/task}, and beside it the native library of the runtime interface client. Gone when it is
 * closed, or when this process ends.
 */
public final class FunctionFolder implements AutoCloseable {

  private final Path root;
  private final Path folder;
  private final Thread atExit = new Thread(this::delete, "function-folder-at-exit");

  private FunctionFolder(Path root) {
    this.root = root;
    this.folder = root.resolve("task");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Unpacks the project's zip, which is looked for from the working folder upwards.
   *
   * @throws LocalFailure when it is not built
   */
  public static FunctionFolder ofProject() {
    return of(ProjectFile.find("functions/target/function.zip", "build it with mvn package"));
  }

  /**
   * Unpacks a zip.
   *
   * @throws LocalFailure when it cannot be unpacked
   */
  public static FunctionFolder of(Path zip) {
    try {
      FunctionFolder unpacked = new FunctionFolder(Files.createTempDirectory("nexus-lambda-"));
      try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          unpacked.write(entry, in);
        }
      }
      RuntimeClient.copyNativeLibrary(unpacked.nativeLibrary());
      return unpacked;
    } catch (IOException e) {
      throw new LocalFailure("cannot unpack " + zip + ": " + e.getMessage(), e);
    }
  }

  /** Where it is unpacked. */
  public Path path() {
    return folder;
  }

  /**
   * The function as jars alone, which is what archives of classes can be made of: the classes and
   * resources that lie loose in the zip go into one, which is made at the first call.
   */
  List<Path> jars() {
    Path application = root.resolve("application.jar");
    try (Stream<Path> libraries = Files.list(folder.resolve("lib"))) {
      if (Files.notExists(application)) {
        writeLoose(application);
      }
      return Stream.concat(Stream.of(application), libraries.sorted()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeLoose(Path jar) throws IOException {
    try (Stream<Path> files = Files.walk(folder);
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      Predicate<Path> loose =
          file -> Files.isRegularFile(file) && !file.startsWith(folder.resolve("lib"));
      for (Path file : files.filter(loose).sorted().toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  Path nativeLibrary() {
    return root.resolve("libaws-lambda-jni.so");
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    delete();
  }

  private void write(ZipEntry entry, InputStream content) throws IOException {
    Path file = folder.resolve(entry.getName()).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException(entry.getName() + " lies outside");
    } else if (entry.isDirectory()) {
      Files.createDirectories(file);
    } else {
      Files.createDirectories(file.getParent());
      Files.copy(content, file);
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
