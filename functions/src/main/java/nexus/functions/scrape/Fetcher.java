package nexus.functions.scrape;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import nexus.telemetry.capture.prometheus.WholeText;
import nexus.telemetry.model.InvalidInputException;

/**
 * Asks exporters for their text. Nothing waits in a thread meanwhile. What is asked is the address
 * that is set and no other: no redirect is followed, and no proxy used.
 */
final class Fetcher {

  /** Most bytes of a text. */
  static final int MOST_BYTES = 10 << 20;

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int FIRST_FAULT = 400;

  private final Duration deadline;
  private final HttpClient client;

  /**
   * @param interval time between two scrapes of a target: none takes longer
   */
  Fetcher(Duration interval) {
    this.deadline = interval.compareTo(LONGEST) < 0 ? interval : LONGEST;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(deadline)
            .build();
  }

  /** How long a target may take. */
  Duration deadline() {
    return deadline;
  }

  /**
   * What a target says.
   *
   * @param share where it is counted; whoever opened it closes it
   * @return its bytes, within the deadline; else why there are none
   */
  CompletableFuture<byte[]> fetch(URI address, HeldBytes.Share share) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept", "text/plain;version=0.0.4")
            .header("User-Agent", "nexus-telemetry")
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, head -> new BoundedBody(refusal(head), share, MOST_BYTES));
    return exchange
        .copy()
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answer, problem) -> {
              if (problem != null) {
                exchange.cancel(true);
              }
            })
        .thenApply(Fetcher::whole);
  }

  /** A text that was cut off would be of other values. */
  private static byte[] whole(HttpResponse<byte[]> answer) {
    try {
      WholeText.check(answer.body(), answer.headers().firstValue("Content-Type").orElse(""));
    } catch (InvalidInputException e) {
      throw ScrapeFailedException.ofTarget(e.getMessage());
    }
    return answer.body();
  }

  private static Optional<ScrapeFailedException> refusal(HttpResponse.ResponseInfo head) {
    int status = head.statusCode();
    if (status >= FIRST_REDIRECT && status < FIRST_FAULT) {
      return failed("it answered " + status + ", and no redirect is followed");
    } else if (status != OK) {
      return failed("it answered " + status);
    }
    String encoding =
        head.headers().firstValue("Content-Encoding").orElse("").toLowerCase(Locale.ROOT);
    return encoding.isEmpty() || encoding.equals("identity")
        ? Optional.empty()
        : failed("it answered in Content-Encoding " + encoding + ", which was not asked for");
  }

  private static Optional<ScrapeFailedException> failed(String why) {
    return Optional.of(ScrapeFailedException.ofTarget(why));
  }
}
