package nexus.telemetry.query.usage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.query.latest.WholeGpu;
import nexus.telemetry.usage.UsageOwner;

/** By what usage is put together. */
public enum UsageBy {
  /** All in one. */
  CLUSTER {
    @Override
    UsageGroup group(GpuId whole, UsageOwner owner) {
      return new UsageGroup("", "", "", "", "");
    }
  },
  /** By product name. */
  MODEL {
    @Override
    UsageGroup group(GpuId whole, UsageOwner owner) {
      return new UsageGroup("", "", WholeGpu.modelOrUnknown(owner.model()), "", "");
    }
  },
  /** By host. */
  HOST {
    @Override
    UsageGroup group(GpuId whole, UsageOwner owner) {
      return new UsageGroup(whole.host(), "", "", "", "");
    }
  },
  /** By whole GPU. */
  GPU {
    @Override
    UsageGroup group(GpuId whole, UsageOwner owner) {
      return new UsageGroup(whole.host(), whole.gpu(), "", "", "");
    }
  },
  /** By the namespace that a GPU worked for. */
  NAMESPACE {
    @Override
    UsageGroup group(GpuId whole, UsageOwner owner) {
      return new UsageGroup("", "", "", owner.namespace(), "");
    }
  },
  /** By the pod that a GPU worked for, in its namespace. */
  POD {
    @Override
    UsageGroup group(GpuId whole, UsageOwner owner) {
      return new UsageGroup("", "", "", owner.namespace(), owner.pod());
    }
  };

  /** The row that time of a GPU belongs to. */
  abstract UsageGroup group(GpuId whole, UsageOwner owner);

  /** The word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** That of a word; empty when it is none of the words. */
  public static Optional<UsageBy> of(String word) {
    return Arrays.stream(values()).filter(by -> by.word().equals(word)).findFirst();
  }
}
