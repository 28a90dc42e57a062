package nexus.telemetry.query.usage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;

/** By what usage is put together. */
public enum UsageBy {
  /** All in one. */
  CLUSTER {
    @Override
    UsageGroup group(GpuId whole, String model, GpuFacts facts) {
      return new UsageGroup("", "", "", "", "");
    }
  },
  /** By product name. */
  MODEL {
    @Override
    UsageGroup group(GpuId whole, String model, GpuFacts facts) {
      return new UsageGroup("", "", model, "", "");
    }
  },
  /** By host. */
  HOST {
    @Override
    UsageGroup group(GpuId whole, String model, GpuFacts facts) {
      return new UsageGroup(whole.host(), "", "", "", "");
    }
  },
  /** By whole GPU. */
  GPU {
    @Override
    UsageGroup group(GpuId whole, String model, GpuFacts facts) {
      return new UsageGroup(whole.host(), whole.gpu(), "", "", "");
    }
  },
  /** By the namespace that a GPU worked for. */
  NAMESPACE {
    @Override
    UsageGroup group(GpuId whole, String model, GpuFacts facts) {
      return new UsageGroup("", "", "", label(facts, "namespace"), "");
    }
  },
  /** By the pod that a GPU worked for, in its namespace. */
  POD {
    @Override
    UsageGroup group(GpuId whole, String model, GpuFacts facts) {
      return new UsageGroup("", "", "", label(facts, "namespace"), label(facts, "pod"));
    }
  };

  /** The row that time of a GPU belongs to. */
  abstract UsageGroup group(GpuId whole, String model, GpuFacts facts);

  private static String label(GpuFacts facts, String name) {
    return facts.labels().getOrDefault(name, "");
  }

  /** The word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** That of a word; empty when it is none of the words. */
  public static Optional<UsageBy> of(String word) {
    return Arrays.stream(values()).filter(by -> by.word().equals(word)).findFirst();
  }
}
