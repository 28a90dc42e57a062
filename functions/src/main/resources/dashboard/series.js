// A GPU's series over a range of time: as they are where they are short, else in steps that fit the screen.

import { get } from "./api.js";
import { isCounter } from "./fields.js";

/** Most points of a series that are fetched. */
const MOST_POINTS = 2_000;

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Ranges to choose from: name, text, milliseconds. */
export const RANGES = [
  ["15m", "15 min", 15 * MINUTE],
  ["1h", "1 h", 60 * MINUTE],
  ["6h", "6 h", 360 * MINUTE],
  ["24h", "24 h", DAY],
  ["7d", "7 d", 7 * DAY],
  ["all", "All", Infinity],
];

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map((s) => s * 1000);

/** The step of which at most `most` fit into a range. */
export function stepOf(rangeMs, most) {
  const least = rangeMs / Math.max(1, Math.min(most, MOST_POINTS));
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}

const iso = (ms) => new Date(ms).toISOString();

/** The range that is meant: `{from, to}` in epoch milliseconds, exclusive at its end. */
export async function rangeOf(range, newestMs, gpu, cluster, signal) {
  const [from, to] = range.includes("..") ? range.split("..").map(Number) : [NaN, NaN];
  if (from < to) return { from, to };
  const end = (newestMs > 0 ? Math.min(Date.now(), newestMs) : Date.now()) + 1;
  const length = (RANGES.find(([name]) => name === range) ?? RANGES[1])[2];
  if (length !== Infinity) return { from: end - length, to: end };
  return { from: await firstSample(gpu, end, cluster, signal), to: end };
}

/** The day of a GPU's first sample: found by counting days, which are few. */
async function firstSample(gpu, end, cluster, signal) {
  const days = await telemetry(gpu, { cluster, start_time: iso(0), end_time: iso(end), step: "1d", agg: "count", limit: 1 }, signal);
  const first = days.data[0];
  if (!first) return end - DAY;
  const day = Date.parse(first.timestamp);
  const samples = await telemetry(gpu, { cluster, start_time: iso(day), end_time: iso(Math.min(end, day + DAY)), limit: 1 }, signal);
  return samples.data.length ? Date.parse(samples.data[0].timestamp) : day;
}

/** By the id, which is the UUID where there is one: so the history is the GPU's, also of places it has left. */
const telemetry = (gpu, parameters, signal) =>
  get(`api/v1/gpus/${encodeURIComponent(gpu.id)}/telemetry`, parameters, signal);

/**
 * One metric's points, ascending: `{metric, unit, times, values, stepMs, missing}`, times in epoch milliseconds; `stepMs`
 * is 0 of samples as they were sent. A null value stands where the line breaks. Of a counter the values are its rate, and
 * `rate` is true.
 */
export async function series(gpu, metric, { from, to }, cluster, width, agg, signal) {
  const asked = { cluster, metric, start_time: iso(from), end_time: iso(to), limit: MOST_POINTS };
  let stepMs = 0;
  let answer = await telemetry(gpu, asked, signal);
  if (answer.cursor) {
    stepMs = stepOf(to - from, width);
    answer = await telemetry(gpu, { ...asked, step: `${stepMs}ms`, agg: isCounter(metric) ? "last" : agg, limit: MOST_POINTS + 2 }, signal);
  }
  const times = answer.data.map((one) => Date.parse(one.timestamp));
  const values = answer.data.map((one) => one.value);
  const unit = answer.data.find((one) => one.unit)?.unit ?? "";
  const one = { metric, unit, stepMs, missing: answer.missing ?? [], rate: false };
  return isCounter(metric) && !unit.endsWith("/s")
    ? { ...one, ...rated(times, values, unit, stepMs) }
    : { ...one, ...broken(times, values, stepMs) };
}

/** Units of rates that have a name of their own: `[unit, factor]` of one a second. */
const RATES = { mJ: ["W", 1e-3], ns: ["%", 1e-7], "": ["/s", 1] };

/** How much a counter grew a second, from sample to sample; null where it began anew. */
function rated(times, values, unit, stepMs) {
  const [of, factor] = RATES[unit] ?? [`${unit}/s`, 1];
  const rates = values.slice(1).map((value, i) => {
    const grown = value - values[i];
    return grown < 0 ? null : (grown * factor * 1000) / (times[i + 1] - times[i]);
  });
  return { unit: of, rate: true, ...broken(times.slice(1), rates, stepMs) };
}

/** Puts a null where more than a few samples are missing, so that the line is not drawn across. */
function broken(times, values, stepMs) {
  const limit = 1.5 * Math.max(stepMs, usual(times)) + (stepMs ? 0 : usual(times) * 2);
  const gapped = { times: [], values: [] };
  times.forEach((time, i) => {
    if (i > 0 && time - times[i - 1] > limit) {
      gapped.times.push((time + times[i - 1]) / 2);
      gapped.values.push(null);
    }
    gapped.times.push(time);
    gapped.values.push(values[i]);
  });
  return gapped;
}

/** The median time between samples. */
function usual(times) {
  if (times.length < 2) return Infinity;
  const between = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  return between[between.length >> 1];
}
