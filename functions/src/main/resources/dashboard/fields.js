// The dictionary of metrics, asked for once: what they are called, whether they count, and what their bits mean.

import { getAll } from "./api.js";

const known = new Map();

/** Learns all fields; needed once, before any metric is shown. */
export async function learnFields() {
  if (known.size > 0) return;
  for (const one of await getAll("api/v1/fields", {})) known.set(one.name, one);
}

/** A metric's name for people; its own where no dictionary has it. */
export const metricName = (metric) => known.get(metric)?.displayName ?? metric;

/** Whether a metric's values only grow, so that its rate says more than they do. */
export const isCounter = (metric) => known.get(metric)?.kind === "counter";

/** The reasons that a mask of bits gives, in words; null where the metric is no mask. */
export function reasons(metric, number) {
  const bits = known.get(metric)?.bits ?? [];
  if (bits.length === 0) return null;
  const set = bits.filter((one) => Math.floor(number / one.mask) % 2 === 1).map((one) => one.reason);
  return set.join(", ") || "none";
}
