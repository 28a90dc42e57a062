package nexus.telemetry.capture.dmon;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where in a dmon's rows stands when, and of which GPU or MIG instance they are.
 *
 * @param date place of the date; −1 where there is none
 * @param clock place of the time of day; −1 where there is none
 * @param gpu place of the GPU's index; of dcgmi's, where an entity is two words, 0
 * @param instance place of the number of the MIG instance; −1 where there is none
 * @param part place of the number of its compute instance; −1 where there is none
 */
record DmonPlaces(int date, int clock, int gpu, int instance, int part) {

  /** Those of dcgmi. */
  static final DmonPlaces ENTITY = new DmonPlaces(-1, -1, 0, -1, -1);

  private static final Pattern DATE = Pattern.compile("date");
  private static final Pattern CLOCK = Pattern.compile("time");
  private static final Pattern GPU = Pattern.compile("gpu");
  private static final Pattern INSTANCE =
      Pattern.compile("mig|gi|(mig|gi|gpu_?i|gpu_?instance)_?(id|idx)");
  private static final Pattern PART = Pattern.compile("ci|(ci|compute_?instance)_?(id|idx)");

  /** What else rows may be of that a GPU has several of. */
  private static final Pattern OTHER =
      Pattern.compile(
          "(.*_)?(id|idx|index|uuid|name|vgpu|vm|process|command|cmd|session|user|type|link|nvlink"
              + "|port|lane|entity|container|pod|job)");

  /** The places of columns of nvidia-smi; empty where these are none of it. */
  static Optional<DmonPlaces> of(List<String> names) {
    int gpu = place(names, 0, names.size(), GPU);
    if (gpu < 0 || gpu > 2 || gpu + 1 >= names.size()) {
      return Optional.empty();
    }
    int date = place(names, 0, gpu, DATE);
    int clock = place(names, 0, gpu, CLOCK);
    int known = (date < 0 ? 0 : 1) + (clock < 0 ? 0 : 1);
    return known < gpu
        ? Optional.empty()
        : Optional.of(
            new DmonPlaces(
                date,
                clock,
                gpu,
                place(names, gpu, names.size(), INSTANCE),
                place(names, gpu, names.size(), PART)));
  }

  /** Whether a column that is none of a GPU's says of what else its rows are. */
  static boolean isOfSomethingElse(String name) {
    return OTHER.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether a column behind the GPU's says of which part of it a row is. */
  boolean has(int place) {
    return place == instance || place == part;
  }

  private static int place(List<String> names, int from, int to, Pattern name) {
    for (int i = from; i < to; i++) {
      if (name.matcher(names.get(i).toLowerCase(Locale.ROOT)).matches()) {
        return i;
      }
    }
    return -1;
  }
}
