package nexus.telemetry.usage;

import static nexus.telemetry.model.Unreadable.newer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import nexus.telemetry.model.StoredFormat;
import nexus.telemetry.model.UnreadableException;
import org.junit.jupiter.api.Test;

class UsageDayCodecTest {

  private static final String STORED =
      "01"
          + "00000000"
          + "01"
          + "0448313030"
          + "026d6c"
          + "0161"
          + "01"
          + "0130"
          + "00"
          + "05"
          + "00"
          + "81"
          + "0d";

  private static UsageAmounts amounts() {
    UsageAmounts amounts = new UsageAmounts();
    amounts.addTime(UsageClass.WORKING, 1_000);
    amounts.addTime(UsageClass.UNKNOWN, 2);
    amounts.addCounted(500, 1.5);
    amounts.addDrawn(500, 3);
    amounts.addUtilization(1_000, 50);
    amounts.addTensor(1_000, 0.25);
    return amounts;
  }

  private static UsageDay day() {
    UsageAmounts free = new UsageAmounts();
    free.addTime(UsageClass.FREE, 3_600_000);
    return new UsageDay(
        List.of(
            new UsageDay.Part("0", 5, new UsageOwner("H100", "ml", "a"), amounts()),
            new UsageDay.Part("1", 23, new UsageOwner("H100", "", ""), free)));
  }

  private static String text(UsageDay day) {
    StringBuilder all = new StringBuilder();
    for (UsageDay.Part part : day.parts()) {
      UsageAmounts amounts = part.amounts();
      all.append(part.gpu()).append(' ').append(part.hour()).append(' ').append(part.owner());
      for (UsageClass what : UsageClass.values()) {
        all.append(' ').append(amounts.ms(what));
      }
      all.append(' ').append(amounts.energyKwh()).append(amounts.energySource());
      all.append(amounts.utilization()).append(amounts.tensorActivity()).append('\n');
    }
    return all.toString();
  }

  private static byte[] sealed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 1);
    crc.update(bytes, 5, bytes.length - 5);
    for (int i = 0; i < 4; i++) {
      bytes[1 + i] = (byte) (crc.getValue() >>> (8 * i));
    }
    return bytes;
  }

  @Test
  void theStoredFormIsPinnedByteForByte() {
    String figures = "e80702" + "f403dc0b" + "f403dc0b" + "e807d08603" + "e80790a10f";
    String head = STORED.substring(0, STORED.length() - 10);
    byte[] expected =
        sealed(HexFormat.of().parseHex(head + "00" + "05" + "00" + "41" + "0f" + figures));
    UsageDay first = new UsageDay(day().parts().subList(0, 1));

    assertThat(HexFormat.of().formatHex(UsageDayCodec.encode(first)))
        .isEqualTo(HexFormat.of().formatHex(expected));
    assertThat(text(UsageDayCodec.decode(expected))).isEqualTo(text(first));
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(text(UsageDayCodec.decode(UsageDayCodec.encode(day())))).isEqualTo(text(day()));
    assertThat(UsageDayCodec.decode(UsageDayCodec.encode(UsageDay.EMPTY)).parts()).isEmpty();
  }

  @Test
  void aNewerVersionIsNewerAndAllElseIsUnreadable() {
    byte[] newer = UsageDayCodec.encode(day());
    newer[0] = 2;
    assertThatThrownBy(() -> UsageDayCodec.decode(newer)).isInstanceOf(UnreadableException.class);
    assertThatThrownBy(() -> UsageDayCodec.decode(sealed(newer)))
        .satisfies(newer(StoredFormat.USAGE));
    byte[] whole = UsageDayCodec.encode(day());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> UsageDayCodec.decode(cut)).isInstanceOf(UnreadableException.class);
    }
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x55;
      assertThatThrownBy(() -> UsageDayCodec.decode(changed))
          .isInstanceOf(UnreadableException.class);
      if (i > 5) {
        readOrRefuse(sealed(changed));
      }
    }
  }

  /** What is sealed but senseless is read as something, or is unreadable, and nothing else. */
  private static void readOrRefuse(byte[] bytes) {
    try {
      assertThat(UsageDayCodec.decode(bytes).parts()).isNotNull();
    } catch (UnreadableException e) {
      assertThat(e).hasMessageContaining(" ");
    }
  }

  @Test
  void anHourOfAGpuTakesLessThanAHundredBytesAlsoAmongFewOthers() {
    List<UsageDay.Part> parts = new ArrayList<>();
    for (int hour = 0; hour < 24; hour++) {
      UsageAmounts amounts = new UsageAmounts();
      for (UsageClass what : UsageClass.values()) {
        amounts.addTime(what, 514_285 + hour);
      }
      amounts.addCounted(3_600_000, 2_519_999.123);
      amounts.addUtilization(3_600_000, 78.37);
      amounts.addTensor(3_600_000, 0.3123);
      parts.add(
          new UsageDay.Part(
              "0", hour, new UsageOwner("NVIDIA H100 80GB HBM3", "ml", "p"), amounts));
    }

    assertThat(UsageDayCodec.encode(new UsageDay(parts)).length / 24).isLessThan(60);
  }

  @Test
  void aDayIsItsHoursAddedUp() {
    UsageDay twice =
        new UsageDay(
            List.of(
                new UsageDay.Part("0", 5, new UsageOwner("H100", "ml", "a"), amounts()),
                new UsageDay.Part("0", 6, new UsageOwner("H100", "ml", "a"), amounts())));

    assertThat(twice.wholeDay().parts())
        .singleElement()
        .satisfies(part -> assertThat(part.amounts().ms(UsageClass.WORKING)).isEqualTo(2_000));
    assertThat(twice.with(UsageDay.EMPTY, 0, 6).parts()).hasSize(1);
  }
}
