package nexus.telemetry.store;

import nexus.telemetry.kv.Entry;
import nexus.telemetry.model.CorruptValueException;

/** Facts or newest values that samples must be merged into cannot be read. */
public final class DamagedValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Entry entry;

  DamagedValueException(Entry entry, CorruptValueException cause) {
    super(cause.getMessage(), cause);
    this.entry = entry;
  }

  /** Its key and bytes. */
  public Entry entry() {
    return entry;
  }
}
