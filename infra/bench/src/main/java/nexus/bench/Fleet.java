package nexus.bench;

import java.util.ArrayList;
import java.util.List;

/** The GPUs of an invented fleet and what each of them does; all of it follows from the seed. */
public final class Fleet {

  private final List<Gpu> gpus = new ArrayList<>();
  private final List<GpuWalk> walks = new ArrayList<>();

  /**
   * @param seed from which all follows
   * @param firstHost hosts of the seed's fleet that are left out
   * @param hosts hosts
   * @param gpusOfEach GPUs of each host
   */
  public Fleet(long seed, int firstHost, int hosts, int gpusOfEach) {
    for (int host = firstHost; host < firstHost + hosts; host++) {
      for (int index = 0; index < gpusOfEach; index++) {
        gpus.add(Gpu.of(seed, host, index));
        walks.add(new GpuWalk(SplitMix.of(seed, ((long) host << 32) | index)));
      }
    }
  }

  /** Moves every GPU on by one scrape. */
  public void step() {
    walks.forEach(GpuWalk::step);
  }

  /** All GPUs, host by host. */
  public List<Gpu> gpus() {
    return gpus;
  }

  /** What they do, in the order of {@link #gpus}. */
  public List<GpuWalk> walks() {
    return walks;
  }
}
