package nexus.bench;

/**
 * One GPU's life, scrape by scrape, as integers (see {@link Metric#decimals}).
 *
 * <p>A GPU is idle, serves, or trains, each for a while. Training keeps it at 94 to 100 % with
 * short dips for checkpoints; serving walks. Power follows use within two or three scrapes,
 * temperature follows power slowly, memory is taken and given back in steps, and the clocks rest on
 * plateaus. The ranges are those of a real H100 fleet.
 */
public final class GpuWalk {

  private enum Phase {
    IDLE,
    SERVE,
    TRAIN
  }

  private static final int MEMORY_MB = 81_007;
  private static final int IDLE_MEMORY_MB = 4;
  private static final int IDLE_CLOCK_MHZ = 345;
  private static final int BOOST_CLOCK_MHZ = 1_980;
  private static final int THROTTLED_CLOCK_MHZ = 1_965;
  private static final int MEMORY_CLOCK_MHZ = 2_619;

  private final SplitMix random;
  private final int idlePowerMilliwatts;
  private final int milliwattsPerPercent;
  private final int roomCelsius;

  private Phase phase;
  private int scrapesLeft;
  private int dipLeft;
  private int use;
  private int memoryPercentOfUse;
  private int memoryUsedMb;
  private int memoryGoalMb;
  private int powerMilliwatts;
  private int milliCelsius;

  GpuWalk(SplitMix random) {
    this.random = random;
    this.idlePowerMilliwatts = random.between(66_500, 74_500);
    this.milliwattsPerPercent = random.between(4_600, 5_900);
    this.roomCelsius = random.between(24, 29);
    enter(randomPhase());
    this.scrapesLeft = random.between(1, scrapesLeft);
    this.memoryUsedMb = memoryGoalMb;
    stepUse();
    this.powerMilliwatts = powerGoal();
    this.milliCelsius = heatGoal();
  }

  /** Moves on by one scrape. */
  public void step() {
    if (scrapesLeft-- <= 0) {
      enter(randomPhase());
    }
    stepUse();
    stepMemory();
    powerMilliwatts += (powerGoal() - powerMilliwatts) * 3 / 5 + random.between(-900, 900);
    powerMilliwatts = Math.max(powerMilliwatts, idlePowerMilliwatts - 1_500);
    milliCelsius += (heatGoal() - milliCelsius) / 9 + random.between(-120, 120);
  }

  /** The value now. */
  public int value(Metric metric) {
    return switch (metric) {
      case GPU_UTIL -> use;
      case MEM_COPY_UTIL -> use * memoryPercentOfUse / 100;
      case POWER_USAGE -> powerMilliwatts;
      case GPU_TEMP -> (milliCelsius + 500) / 1_000;
      case FB_USED -> memoryUsedMb;
      case FB_FREE -> MEMORY_MB - memoryUsedMb;
      case DEC_UTIL, ENC_UTIL -> 0;
      case SM_CLOCK -> clock();
      case MEM_CLOCK -> MEMORY_CLOCK_MHZ;
    };
  }

  private Phase randomPhase() {
    int dice = random.below(10);
    if (dice < 4) {
      return Phase.IDLE;
    }
    return dice < 7 ? Phase.SERVE : Phase.TRAIN;
  }

  private void enter(Phase next) {
    phase = next;
    dipLeft = 0;
    use = random.between(10, 70);
    scrapesLeft = next == Phase.TRAIN ? random.between(40, 400) : random.between(8, 120);
    memoryPercentOfUse = next == Phase.IDLE ? 0 : random.between(15, 80);
    memoryGoalMb = next == Phase.IDLE ? IDLE_MEMORY_MB : random.between(4_800, 77_400);
  }

  private void stepUse() {
    use =
        switch (phase) {
          case IDLE -> 0;
          case SERVE -> Math.max(3, Math.min(96, use + random.between(-17, 18)));
          case TRAIN -> dips() ? random.between(0, 45) : random.between(94, 100);
        };
  }

  private boolean dips() {
    if (dipLeft > 0) {
      dipLeft--;
      return true;
    }
    if (random.oneIn(25)) {
      dipLeft = random.between(0, 2);
      return true;
    }
    return false;
  }

  private void stepMemory() {
    int away = memoryGoalMb - memoryUsedMb;
    if (away < 0) {
      memoryUsedMb = memoryGoalMb;
    } else if (away > 0) {
      memoryUsedMb += Math.min(away, random.between(6_000, 24_000));
    } else if (phase == Phase.SERVE && random.oneIn(12)) {
      memoryGoalMb = Math.max(2_200, Math.min(77_400, memoryGoalMb + random.between(-900, 900)));
    }
  }

  private int powerGoal() {
    int awake = phase == Phase.IDLE ? 0 : 46_000;
    return idlePowerMilliwatts + awake + use * milliwattsPerPercent;
  }

  /** One degree for every 13 W above the idle 66 W. */
  private int heatGoal() {
    return roomCelsius * 1_000 + (powerMilliwatts - 60_000) / 13;
  }

  private int clock() {
    if (phase == Phase.IDLE) {
      return IDLE_CLOCK_MHZ;
    }
    return powerMilliwatts > 610_000 ? THROTTLED_CLOCK_MHZ : BOOST_CLOCK_MHZ;
  }
}
