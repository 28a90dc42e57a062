package nexus.lambda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import nexus.local.LocalFailure;

/** Files of the project, wherever in it the process works. */
public final class ProjectFile {

  private ProjectFile() {}

  /**
   * Looks for a file from the working folder upwards.
   *
   * @param path its path from the project's folder
   * @throws LocalFailure when it is not there; {@code hint} says what to do then
   */
  public static Path find(String path, String hint) {
    Path start = Path.of("").toAbsolutePath();
    return Stream.iterate(start, folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve(path))
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow(() -> new LocalFailure("no " + path + " in or above " + start + ": " + hint));
  }
}
