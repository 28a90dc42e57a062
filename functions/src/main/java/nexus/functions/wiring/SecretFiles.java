package nexus.functions.wiring;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Texts as files, for who takes nothing else; gone when this is closed. */
final class SecretFiles implements Closeable {

  private final List<Path> files = new ArrayList<>();

  /**
   * Writes a text to a file that only this user can read.
   *
   * @param text the text; null or blank for none
   * @return the file; null for none
   */
  Path write(String text) throws IOException {
    if (text == null || text.isBlank()) {
      return null;
    }
    Path file = Files.createTempFile("etcd-", ".pem");
    files.add(file);
    return Files.writeString(file, text);
  }

  @Override
  public void close() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
