// Numbers and times as people read them. Times are UTC, and say so.

import { reasons } from "./fields.js";

export const UTILISATION = "DCGM_FI_DEV_GPU_UTIL";
export const TEMPERATURE = "DCGM_FI_DEV_GPU_TEMP";
export const POWER = "DCGM_FI_DEV_POWER_USAGE";

/** A unit as it is written behind a number. */
export function unitText(unit) {
  return !unit || unit === "ratio" ? "" : unit === "C" ? "°C" : unit;
}

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

export const count = (number) => Number(number).toLocaleString("en");

/** Units that lead to larger ones, each so many times the one before it. */
const LADDERS = [
  [1024, ["B", "KiB", "MiB", "GiB", "TiB"]],
  [1000, ["B/s", "KB/s", "MB/s", "GB/s", "TB/s"]],
  [1000, ["mJ", "J", "kJ", "MJ", "GJ"]],
  [1000, ["ns", "µs", "ms", "s"]],
];

/** A number in the unit that fits: `[2, "GiB"]` of 2048 MiB. */
export function scaled(number, unit) {
  const [times, units] = LADDERS.find(([, each]) => each.includes(unit)) ?? [1, [unit]];
  let at = units.indexOf(unit);
  let left = number;
  while (Math.abs(left) >= times && at < units.length - 1) {
    left /= times;
    at += 1;
  }
  return [left, units[at]];
}

/** A value with its unit, in words where it is a mask of bits. */
export function value(number, unit = "", metric = "") {
  if (number == null) return "no value";
  const words = reasons(metric, number);
  if (words != null) return words;
  const [left, fits] = scaled(number, unit);
  const text = plain.format(Math.abs(left) >= 1000 ? Math.round(left) : Math.round(left * 100) / 100);
  return unitText(fits) ? `${text} ${unitText(fits)}` : text;
}

/** A value in four characters or so, for a tile. */
export function short(number) {
  const rounded = Math.abs(number) < 10 && number % 1 !== 0 ? Math.round(number * 10) / 10 : Math.round(number);
  return Math.abs(rounded) < 1000 ? String(rounded) : compact.format(rounded);
}

/** `1 message`, `2 messages`. */
export const many = (number, word) => `${count(number)} ${word}${number === 1 ? "" : "s"}`;

/** Bytes with the unit that fits. */
export function bytes(number) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  while (number >= 1024 && at < units.length - 1) {
    number /= 1024;
    at += 1;
  }
  return `${number < 10 && at > 0 ? number.toFixed(1) : Math.round(number)} ${units[at]}`;
}

/** A duration in its one or two largest units. */
export function duration(ms) {
  const steps = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000]];
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const first = steps.findIndex(([, size]) => ms >= size);
  const [unit, size] = steps[first];
  const whole = Math.floor(ms / size);
  const next = steps[first + 1];
  const rest = next ? Math.floor((ms % size) / next[1]) : 0;
  return rest > 0 && whole < 10 ? `${whole} ${unit} ${rest} ${next[0]}` : `${whole} ${unit}`;
}

/** How long ago, in words. */
export function ago(ms, now = Date.now()) {
  const days = (now - ms) / 86_400_000;
  if (days >= 60) return `${Math.round(days / 30.44)} months ago`;
  return now - ms < 2000 ? "just now" : `${duration(now - ms)} ago`;
}

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC" };
const day = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
const clockFormat = new Intl.DateTimeFormat("en-GB", clock);
const dayFormat = new Intl.DateTimeFormat("en-GB", day);

/** A time of today as the clock says it, any other with its day. */
export function time(ms, now = Date.now()) {
  const text = `${clockFormat.format(ms)} UTC`;
  const today = dayFormat.format(ms) === dayFormat.format(now);
  return today ? text : `${dayFormat.format(ms)}, ${text}`;
}

/** Compares texts with numbers in them as people count: `node9` before `node10`. */
export const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
