package nexus.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import nexus.local.Api;
import nexus.local.LocalFailure;

/**
 * Uploads files of a capture, several at once, until it is stopped. What is not acknowledged with
 * 200 is sent again, the same bytes, to the next ingester, until it is: that is all a client has to
 * do for nothing to be lost.
 */
final class Load implements AutoCloseable {

  private static final Duration ONE_ATTEMPT = Duration.ofSeconds(60);
  private static final Duration ALL_ATTEMPTS = Duration.ofMinutes(4);
  private static final int OK = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final Capture capture;
  private final History history;
  private final String path;
  private final List<App> ingesters;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<Integer, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final List<byte[]> kept = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean keeping;
  private volatile long longestMs;
  private volatile boolean stopping;
  private volatile RuntimeException failure;

  /**
   * @param history gets what is sent, and what becomes of it
   */
  Load(Capture capture, String cluster, List<App> ingesters, History history) {
    this.history = history;
    this.capture = capture;
    this.path = "/api/v1/csv/upload?cluster=" + Api.encode(cluster);
    this.ingesters = ingesters;
  }

  /**
   * Begins to upload.
   *
   * @param uploaders uploads at once
   * @param pause of each uploader between two files
   */
  void start(int uploaders, Duration pause) {
    for (int i = 0; i < uploaders; i++) {
      Thread thread = new Thread(() -> run(pause), "uploader-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(Duration pause) {
    try {
      while (!stopping) {
        byte[] file = capture.next();
        if (keeping) {
          kept.add(file);
        }
        upload(file);
        Thread.sleep(pause.toMillis());
      }
    } catch (RuntimeException e) {
      failure = e;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps every file from now on, so that they can be sent again. */
  void keep() {
    keeping = true;
  }

  /** Sends every file that was kept again. */
  void again() throws InterruptedException {
    for (byte[] file : List.copyOf(kept)) {
      upload(file);
    }
  }

  /** Sends a file until it is acknowledged. */
  void upload(byte[] file) throws InterruptedException {
    upload(file, turn.getAndIncrement());
  }

  /** Sends a file, first to this ingester and then to one after the other, until acknowledged. */
  void upload(byte[] file, int first) throws InterruptedException {
    long begun = System.nanoTime();
    for (int i = first; attempt(file, ingesters.get(i % ingesters.size())) != OK; i++) {
      if (System.nanoTime() - begun > ALL_ATTEMPTS.toNanos()) {
        throw new LocalFailure("an upload was not acknowledged within " + ALL_ATTEMPTS);
      }
      Thread.sleep(100);
    }
    acknowledged.incrementAndGet();
    longestMs = Math.max(longestMs, (System.nanoTime() - begun) / 1_000_000);
  }

  /** What an ingester answers to a file, which need not be one that uploads go to. */
  JsonNode answer(byte[] file, App ingester) throws InterruptedException {
    try {
      return JSON.readTree(client.send(request(file, ingester), BodyHandlers.ofString()).body());
    } catch (IOException failure) {
      throw new LocalFailure("an upload was not answered with JSON: " + failure, failure);
    }
  }

  private HttpRequest request(byte[] file, App ingester) {
    return HttpRequest.newBuilder(ingester.api().address(path))
        .timeout(ONE_ATTEMPT)
        .header("Content-Type", "text/csv")
        .POST(BodyPublishers.ofByteArray(file))
        .build();
  }

  /** Sends a file once; the status, or 0 where there was no answer. */
  private int attempt(byte[] file, App ingester) throws InterruptedException {
    History.Begun sent = history.upload(file);
    int status;
    try {
      HttpResponse<String> response = client.send(request(file, ingester), BodyHandlers.ofString());
      status = response.statusCode();
      if (status == OK && !response.body().contains("\"rejected\":0,\"expired\":0,")) {
        throw new LocalFailure("rows were rejected or expired: " + response.body());
      }
    } catch (IOException noAnswer) {
      status = 0;
    }
    sent.ended(status, "nil");
    if (status != OK) {
      refusals.computeIfAbsent(status, unused -> new AtomicInteger()).incrementAndGet();
    }
    return status;
  }

  /** Attempts that ended with this status; 0 for those without an answer. */
  int refused(int status) {
    AtomicInteger count = refusals.get(status);
    return count == null ? 0 : count.get();
  }

  /** How often attempts were not answered with 200, by status. */
  Map<Integer, AtomicInteger> refusals() {
    return refusals;
  }

  /** Files that were acknowledged. */
  int acknowledged() {
    return acknowledged.get();
  }

  /** The longest time from a file's first attempt until it was acknowledged, milliseconds. */
  long longestMs() {
    return longestMs;
  }

  /**
   * Begins no more files, and waits until each that was begun is acknowledged.
   *
   * @throws LocalFailure when one could not be
   */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
    stopping = false;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    stopping = true;
    threads.forEach(Thread::interrupt);
  }
}
