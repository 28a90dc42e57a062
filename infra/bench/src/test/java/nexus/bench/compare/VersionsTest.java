package nexus.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsTest {

  @Test
  void redisTellsItsVersionAmongOtherThings() {
    assertThat(Redis.version("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"))
        .isEqualTo("7.0.15");
  }

  @Test
  void questDbTellsItsVersionAmongOtherThings() {
    assertThat(QuestDb.version("Build Information: QuestDB 9.3.4, JDK 24.0.2, Commit Hash 9ea3"))
        .isEqualTo("9.3.4");
  }
}
