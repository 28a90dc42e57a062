package nexus.bench;

import java.util.ArrayList;
import java.util.List;

/** The GPUs of an invented fleet and what each of them does; all of it follows from the seed. */
final class Fleet {

  private final List<Gpu> gpus = new ArrayList<>();
  private final List<GpuWalk> walks = new ArrayList<>();

  Fleet(long seed, int hosts, int gpusOfEach) {
    for (int host = 0; host < hosts; host++) {
      for (int index = 0; index < gpusOfEach; index++) {
        gpus.add(Gpu.of(seed, host, index));
        walks.add(new GpuWalk(SplitMix.of(seed, ((long) host << 32) | index)));
      }
    }
  }

  /** Moves every GPU on by one scrape. */
  void step() {
    walks.forEach(GpuWalk::step);
  }

  /** All GPUs, host by host. */
  List<Gpu> gpus() {
    return gpus;
  }

  /** What they do, in the order of {@link #gpus}. */
  List<GpuWalk> walks() {
    return walks;
  }
}
