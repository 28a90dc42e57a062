package nexus.telemetry.store;

import nexus.telemetry.block.CorruptBlockException;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.GpuId;

/** Samples must be merged into a block that cannot be read. */
public final class DamagedBlockException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient GpuId gpu;
  private final long spanMs;
  private final long startMs;
  private final transient Entry entry;

  DamagedBlockException(
      GpuId gpu, long spanMs, long startMs, Entry entry, CorruptBlockException cause) {
    super(cause.getMessage(), cause);
    this.gpu = gpu;
    this.spanMs = spanMs;
    this.startMs = startMs;
    this.entry = entry;
  }

  /** Whose block it is. */
  public GpuId gpu() {
    return gpu;
  }

  /** When its span begins, epoch milliseconds. */
  long spanMs() {
    return spanMs;
  }

  /** When it begins, epoch milliseconds. */
  public long startMs() {
    return startMs;
  }

  /** Its key and bytes. */
  public Entry entry() {
    return entry;
  }
}
