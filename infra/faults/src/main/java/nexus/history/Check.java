package nexus.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks histories of clients, a file each. */
public final class Check {

  private Check() {}

  /**
   * Takes files.
   *
   * <p>Status 0 when every promise was kept, 1 when one was not, 2 where there is no history.
   */
  public static void main(String[] files) {
    if (files.length == 0) {
      System.err.println("check: which files?");
      System.exit(2);
    }
    int status = 0;
    for (String file : files) {
      status = Math.max(status, check(Path.of(file)));
    }
    System.exit(status);
  }

  private static int check(Path file) {
    Checker checker = new Checker();
    long line = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String next = lines.readLine(); next != null; next = lines.readLine()) {
        line++;
        if (!next.isBlank()) {
          checker.next(Operation.read(next));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("check: " + file + ", line " + line + ": " + e.getMessage());
      return 2;
    }
    List<String> complaints = checker.complaints();
    System.out.println(file + ": " + checker.summary());
    complaints.forEach(complaint -> System.out.println("  " + complaint));
    System.out.println(complaints.isEmpty() ? "  holds" : "  FAILS");
    return complaints.isEmpty() ? 0 : 1;
  }
}
