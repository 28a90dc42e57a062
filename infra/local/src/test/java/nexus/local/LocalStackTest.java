package nexus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a stand-in for the application, with an etcd that is said to run already. */
@Timeout(60)
class LocalStackTest {

  @TempDir Path folder;

  private Path jar;
  private FakeEtcd etcd;

  @BeforeEach
  void writeTheJar() throws IOException {
    jar = FakeApplication.jar(folder);
    etcd = FakeEtcd.talking();
  }

  @AfterEach
  void closeEtcd() throws IOException {
    etcd.close();
  }

  @Test
  void startedApplicationAnswersAndIsGoneAfterClose() throws InterruptedException {
    Api api;
    try (LocalStack stack = new LocalStack(settings("data", 0, false, Map.of()))) {
      stack.start();
      api = new Api(stack.url());
      assertThat(api.answers("/ready")).isTrue();
    }
    assertThat(api.answers("/ready")).isFalse();
    assertThat(folder.resolve("data/application.log")).exists();
  }

  @Test
  void processIdIsTheServersOwn() throws InterruptedException {
    try (LocalStack stack = new LocalStack(settings("data", 0, false, Map.of()))) {
      stack.start();
      String command =
          ProcessHandle.of(stack.applicationPid()).orElseThrow().info().command().orElseThrow();
      assertThat(command).endsWith("java");
      assertThatThrownBy(stack::etcdPid).hasMessage("no etcd was started here");
    }
  }

  @Test
  void throwAwayFolderIsDeleted() throws InterruptedException {
    try (LocalStack stack = new LocalStack(settings("data", 0, true, Map.of()))) {
      stack.start();
      assertThat(stack.folder()).exists();
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void applicationThatDiesAtStartIsQuotedInOneLine() {
    Map<String, String> dying = Map.of("FAKE_LAST_WORDS", "RETENTION must be a duration");
    try (LocalStack stack = new LocalStack(settings("data", 0, false, dying))) {
      assertThatThrownBy(stack::start)
          .isInstanceOf(LocalFailure.class)
          .hasMessage("RETENTION must be a duration (application ended with status 3)");
    }
  }

  @Test
  void applicationThatDiesLaterEndsTheWait() throws InterruptedException {
    try (LocalStack stack = new LocalStack(settings("data", 0, false, Map.of()))) {
      stack.start();
      assertThat(new Api(stack.url()).answers("/die")).isFalse();
      assertThat(stack.awaitEnd()).contains("application ended with status 4", "told to die");
    }
  }

  @Test
  void portInUseIsOneClearLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LocalStack stack =
            new LocalStack(settings("data", taken.getLocalPort(), false, Map.of()))) {
      assertThatThrownBy(stack::start)
          .isInstanceOf(LocalFailure.class)
          .hasMessageMatching("port \\d+ is in use: .*");
    }
  }

  @Test
  void etcdThatIsNotThereStartsNothing() throws IOException {
    etcd.close();
    try (LocalStack stack = new LocalStack(settings("data", 0, false, Map.of()))) {
      assertThatThrownBy(stack::start)
          .isInstanceOf(LocalFailure.class)
          .hasMessageStartingWith("no etcd answers at ETCD_ENDPOINTS: 127.0.0.1:");
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void etcdThatTheApplicationCannotUseEndsTheWait() {
    Map<String, String> refusing =
        Map.of("FAKE_READY_STATUS", "503", "FAKE_READY", "{\"error\":\"wrong password\"}");
    try (LocalStack stack = new LocalStack(settings("data", 0, false, refusing))) {
      assertThatThrownBy(stack::start)
          .isInstanceOf(LocalFailure.class)
          .hasMessage("the application cannot use the etcd at ETCD_ENDPOINTS: wrong password");
    }
  }

  @Test
  void applicationEndsWithALauncherThatIsKilled() throws Exception {
    Process launcher =
        new ProcessBuilder(Launcher.command(folder.resolve("data"), jar, etcd.endpoint()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = launcher.inputReader()) {
      long pid = Long.parseLong(out.readLine());
      ProcessHandle application = ProcessHandle.of(pid).orElseThrow();

      launcher.destroyForcibly().waitFor();

      assertThat(application.onExit().get(45, TimeUnit.SECONDS).pid()).isEqualTo(pid);
    } finally {
      launcher.destroyForcibly();
    }
  }

  @Test
  void nothingIsStartedOnceClosed() {
    LocalStack stack = new LocalStack(settings("data", 0, false, Map.of()));
    stack.close();

    assertThatThrownBy(stack::start).hasMessage("stopped while starting");
    assertThat(folder.resolve("data/application.log")).doesNotExist();
  }

  @Test
  void secondRunOnTheSameFolderIsRefused() throws Exception {
    // A lock is this process's own, so another process has to hold it.
    Path data = Files.createDirectories(folder.resolve("data"));
    Process holder = new ProcessBuilder(lockHolder(data)).start();
    try (LocalStack stack = new LocalStack(settings("data", 0, false, Map.of()))) {
      assertThat(holder.inputReader().readLine()).isEqualTo("locked");
      assertThatThrownBy(stack::start)
          .isInstanceOf(LocalFailure.class)
          .hasMessageContaining("in use by another run");
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  private static List<String> lockHolder(Path data) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath = System.getProperty("java.class.path");
    return List.of(java.toString(), "-cp", classPath, LockHolder.class.getName(), data.toString());
  }

  private Settings settings(
      String data, int port, boolean throwAway, Map<String, String> additional) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(additional);
    return new Settings(
        folder.resolve(data),
        throwAway,
        port,
        jar,
        null,
        etcd.endpoint(),
        List.of("-Xshare:auto"),
        environment);
  }
}
