package nexus.bench.run;

import java.io.IOException;

/** A system that takes in scrapes of a fleet, one after the other. */
public interface ScrapeReceiver extends AutoCloseable {

  /** Sends a scrape in Prometheus's text; returns when all of it is stored. */
  void take(byte[] body) throws IOException, InterruptedException;

  /** Fails unless the last scrape was taken in as it was to be; not timed. */
  void check() throws IOException;

  /** Seconds of processor time that its processes have used. */
  double processorSeconds();

  /** Bytes that it has written to its log; NaN where it does not tell. */
  double logBytes() throws InterruptedException;

  /** Fails unless it has as many values as all scrapes had. */
  void checkAll(long values) throws IOException, InterruptedException;

  /** Ends what was opened for sending. */
  @Override
  void close();
}
