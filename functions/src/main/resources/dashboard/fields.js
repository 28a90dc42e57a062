// The dictionary of metrics, asked for once: what they are called, whether they count, and what their bits mean.

import { getAll } from "./api.js";

const known = new Map();

/** Learns all fields; needed once, before any metric is shown. */
export async function learnFields() {
  if (known.size > 0) return;
  for (const one of await getAll("api/v1/fields", {})) known.set(one.name, one);
}

/** The series that an answer's `metric` and `labels` name: a metric, or `METRIC{label="value"}`. */
export function seriesOf({ metric, labels }) {
  const pairs = Object.entries(labels ?? {}).map(([name, text]) => `${name}="${text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n")}"`);
  return pairs.length ? `${metric}{${pairs.join(",")}}` : metric;
}

const field = (series) => known.get(series.split("{", 1)[0]);

/** A series' name for people; its own where no dictionary has its metric. */
export function metricName(series) {
  const labels = series.indexOf("{");
  const name = field(series)?.displayName;
  return !name ? series : labels < 0 ? name : `${name} ${series.slice(labels)}`;
}

/** Whether a series' values only grow, so that its rate says more than they do. */
export const isCounter = (series) => field(series)?.kind === "counter";

/** The reasons that a mask of bits gives, in words; null where the series is of no mask. */
export function reasons(series, number) {
  const bits = field(series)?.bits ?? [];
  if (bits.length === 0) return null;
  const set = bits.filter((one) => Math.floor(number / one.mask) % 2 === 1).map((one) => one.reason);
  return set.join(", ") || "none";
}
