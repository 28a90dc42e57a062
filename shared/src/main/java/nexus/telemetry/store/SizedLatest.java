package nexus.telemetry.store;

import java.util.Optional;
import nexus.telemetry.model.Names;
import nexus.telemetry.store.StoreWriter.Change;

/**
 * The newest values of a host while a commit changes them, with bounds of what they take. A change
 * of one GPU does not look at the others.
 *
 * @param value the values
 * @param gpus GPUs
 * @param samples newest values of all GPUs
 * @param openBytes bytes of all open blocks
 */
record SizedLatest(HostLatest value, int gpus, long samples, int openBytes) {

  private static final int BYTES_A_SAMPLE = 48;
  private static final int BYTES_A_GPU = 1_200;

  /** Bytes of {@code null} for time and value where a GPU lacks a metric that another has. */
  private static final int BYTES_OF_NONE = 10;

  static SizedLatest of(HostLatest value) {
    long samples = 0;
    int openBytes = 0;
    for (HostLatest.Gpu gpu : value.gpus()) {
      samples += gpu.samples().size();
      openBytes += openBytes(gpu);
    }
    return new SizedLatest(value, value.gpus().size(), samples, openBytes);
  }

  /** The same, brought up to date. */
  SizedLatest with(Change change) {
    String index = change.gpu().gpu();
    HostLatest changed = value.with(index, change.stored(), change.open());
    Optional<HostLatest.Gpu> before = value.gpu(index);
    Optional<HostLatest.Gpu> after = changed.gpu(index);
    return new SizedLatest(
        changed,
        changed.gpus().size(),
        samples + samples(after) - samples(before),
        openBytes + openBytes(after) - openBytes(before));
  }

  /** A bound on the bytes of the stored form, for every sane host. */
  int mostBytes() {
    return Math.toIntExact(
        Math.min(
            Integer.MAX_VALUE / 2,
            (long) BYTES_A_GPU * gpus + BYTES_A_SAMPLE * samples + 2L * openBytes));
  }

  /** The same where all metrics have the longest names and no two GPUs have one in common. */
  long mostBytesOfAnyNames() {
    return mostBytes() + samples * (Names.MAX_LENGTH + 3) + samples * gpus * BYTES_OF_NONE;
  }

  private static int samples(Optional<HostLatest.Gpu> gpu) {
    return gpu.map(one -> one.samples().size()).orElse(0);
  }

  private static int openBytes(Optional<HostLatest.Gpu> gpu) {
    return gpu.map(SizedLatest::openBytes).orElse(0);
  }

  private static int openBytes(HostLatest.Gpu gpu) {
    return gpu.open().map(open -> open.bytes().length).orElse(0);
  }
}
