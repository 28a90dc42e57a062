package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {

  @Test
  void fileSystemInMemoryIsNoDisk() {
    assertThat(new Disk("tmpfs", "none")).returns(false, Disk::durable);
    assertThat(new Disk("tmpfs", "none").describe()).contains("NO DISK");
    assertThat(new Disk("ext4", "/dev/vda")).returns(true, Disk::durable);
    assertThat(new Disk("ext4", "/dev/vda").describe()).isEqualTo("ext4 on /dev/vda");
  }

  @Test
  void syncsLeaveNoFile(@TempDir Path folder) throws IOException {
    assertThat(Disk.syncs(folder, 3).least()).isPositive();
    assertThat(folder).isEmptyDirectory();
  }
}
