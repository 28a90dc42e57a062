package nexus.local;

import java.net.URI;

/** Runs etcd and the application on this machine until it is told to stop, or one of them ends. */
public final class Up {

  private Up() {}

  /** Ends with status 1 and the last log lines when something ends by itself. */
  public static void main(String[] arguments) throws InterruptedException {
    Terminal terminal = new Terminal();
    if (arguments.length > 0) {
      System.err.println(
          "up: takes no arguments; see the environment variables in docs/run-locally.md");
      System.exit(2);
    }
    System.exit(run(terminal) ? 0 : 1);
  }

  /** What to try, for a person at the terminal. */
  static void printAddresses(Terminal terminal, LocalStack stack, String gpu) {
    URI url = stack.url();
    terminal.line("  dashboard   %s", url.resolve("/"));
    terminal.line("  the API     %s", url.resolve("/docs"));
    terminal.line("  upload      POST %s", url.resolve("/api/v1/csv/upload"));
    terminal.line("  one GPU     %s", url.resolve("/queryGpu?gpu=" + gpu));
    terminal.line("  all GPUs    %s", url.resolve("/clusterStats"));
    terminal.line("  health      %s", url.resolve("/health"));
    terminal.line("  etcd        %s", stack.endpoints());
    stack
        .certificate()
        .ifPresent(own -> terminal.line("              for who shows %s", own.certificateFile()));
  }

  private static boolean run(Terminal terminal) throws InterruptedException {
    LocalStack stack;
    try {
      stack = new LocalStack(Settings.lasting(System.getenv()));
    } catch (LocalFailure failure) {
      System.err.println("up: " + failure.getMessage());
      return false;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
    try {
      long begun = System.nanoTime();
      stack.start();
      terminal.line(
          "ready after %.1f s, data and logs in %s; Ctrl-C stops",
          (System.nanoTime() - begun) / 1e9, stack.folder());
      printAddresses(terminal, stack, "HOST/INDEX");
      throw new LocalFailure(stack.awaitEnd());
    } catch (LocalFailure failure) {
      if (!stack.isClosing()) {
        System.err.println("up: " + failure.getMessage());
      }
      return false;
    }
  }
}
