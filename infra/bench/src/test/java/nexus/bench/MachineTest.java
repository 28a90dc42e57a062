package nexus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

  private static final String CPUINFO =
      """
      processor\t: 0
      model\t\t: 17
      model name\t: AMD EPYC 9B14: 96 cores
      processor\t: 1
      model name\t: another
      """;

  @Test
  void fieldIsTheFirstOfItsWholeName() {
    assertThat(Machine.field("model name", CPUINFO)).contains("AMD EPYC 9B14: 96 cores");
    assertThat(Machine.field("model", CPUINFO)).contains("17");
    assertThat(Machine.field("vendor", CPUINFO)).isEmpty();
  }

  @Test
  void memoryIsRoundedToGibibytes() {
    assertThat(Machine.memory("MemTotal:       24684084 kB\nMemFree: 1 kB\n")).contains("24 GiB");
    assertThat(Machine.memory("")).isEmpty();
  }

  @Test
  void descriptionNamesTheRunningJava() {
    assertThat(Machine.describe()).endsWith("Java " + System.getProperty("java.version"));
  }
}
