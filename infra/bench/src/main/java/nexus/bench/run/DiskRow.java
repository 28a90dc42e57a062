package nexus.bench.run;

import java.io.IOException;
import java.util.List;
import nexus.bench.Disk;
import nexus.bench.Timings;

/** What one durable write costs here, of which every etcd commit waits for one. */
final class DiskRow implements Measurement {

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public List<Figure> measure(Bench bench) throws IOException {
    Timings syncs = Disk.syncs(bench.folder(), bench.size(500, 20));
    return List.of(
        new Figure("append of 4 KiB with fsync, p50", syncs.median(), "ms"),
        new Figure("append of 4 KiB with fsync, p99", syncs.percentile(99), "ms"));
  }
}
