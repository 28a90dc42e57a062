package nexus.local.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The repository: its pages, and the text of everything else. */
final class Project {

  static final Path ROOT = root();

  private static final Set<String> NOT_THE_PROJECTS =
      Set.of(".git", ".idea", ".vscode", ".terraform", "target", "node_modules");

  private Project() {}

  private static Path root() {
    try {
      return Path.of("..", "..").toRealPath();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Every page that is kept true. */
  static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (Path file : files()) {
      if (file.toString().endsWith(".md")) {
        pages.add(Page.read(file));
      }
    }
    return pages;
  }

  /** Texts that are no pages: sources, scripts, settings; by path. */
  static Map<Path, String> sources() throws IOException {
    Map<Path, String> sources = new TreeMap<>();
    for (Path file : files()) {
      if (!file.toString().endsWith(".md")) {
        String text = text(file);
        if (text != null) {
          sources.put(ROOT.relativize(file), text);
        }
      }
    }
    return sources;
  }

  private static String text(Path file) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException noText) {
      return null;
    }
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_THE_PROJECTS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    return files.stream().sorted().toList();
  }
}
