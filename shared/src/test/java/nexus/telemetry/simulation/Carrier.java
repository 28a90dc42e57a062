package nexus.telemetry.simulation;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that is lent to one worker after the other, since to start one costs more than a run.
 */
final class Carrier extends Thread {

  private volatile Runnable job;

  Carrier() {
    super("simulation");
    setDaemon(true);
    start();
  }

  /** Runs a job next. */
  void carry(Runnable next) {
    job = next;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    while (true) {
      while (job == null) {
        LockSupport.park(this);
      }
      Runnable now = job;
      job = null;
      now.run();
    }
  }
}
