package nexus.bench.run;

import java.util.Locale;

/**
 * Seconds of processor time.
 *
 * @param application of the application
 * @param etcd of etcd
 * @param load of this process, which makes the load
 */
record ProcessorTime(double application, double etcd, double load) {

  /** Used until now. */
  static ProcessorTime of(Stack stack) {
    return new ProcessorTime(
        ProcessFigures.processorSeconds(stack.local().applicationPid()),
        ProcessFigures.processorSeconds(stack.local().etcdPid()),
        ProcessFigures.processorSeconds(ProcessHandle.current().pid()));
  }

  ProcessorTime since(ProcessorTime earlier) {
    return new ProcessorTime(
        application - earlier.application, etcd - earlier.etcd, load - earlier.load);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "application %.2f s, etcd %.2f s, load %.2f s", application, etcd, load);
  }
}
