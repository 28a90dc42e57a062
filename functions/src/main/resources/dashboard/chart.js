// Charts of series: one below the other, a metric each, with one cursor for all.

import { h } from "./dom.js";
import { metricName, reasons } from "./fields.js";
import { scaled, time, unitText, value } from "./format.js";

const HEIGHT = 150;
const SYNC = "panel";
const FONT = "11px system-ui, sans-serif";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(one, { from, to }, width, zoom) {
  const axis = { stroke: colour("--muted"), font: FONT, grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1, size: 4 } };
  const percent = one.unit === "%";
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
    scales: {
      x: { min: from / 1e3, max: to / 1e3 },
      y: percent ? { range: (_, low, high) => [0, Math.max(100, high ?? 100)] } : { range: (_, low, high) => padded(low, high) },
    },
    axes: [
      { ...axis, space: 80, values: (_, ticks, axisIndex, space, step) => ticks.map((tick) => clock(tick, step)) },
      { ...axis, size: 52, space: 28, values: (_, ticks) => ticks.map((tick) => tickText(tick, one.unit)) },
    ],
    series: [{}, {
      stroke: colour("--accent"),
      width: 1.5,
      fill: colour("--accent-faint"),
      spanGaps: false,
      points: { show: one.times.length < 60, size: 5 },
    }],
    legend: { show: false },
    cursor: { sync: { key: SYNC }, drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
    hooks: {
      setSelect: [(plot) => {
        if (plot.select.width < 4) return;
        const at = (x) => Math.round(plot.posToVal(x, "x") * 1e3);
        zoom(at(plot.select.left), at(plot.select.left + plot.select.width));
      }],
    },
  };
}

/** A value of an axis: with its unit where that depends on how large it is. */
function tickText(number, unit) {
  const [, fits] = scaled(number, unit);
  return fits === unit ? number.toLocaleString("en") : value(number, unit);
}

/** A time of an axis whose ticks are `step` seconds apart; the date where a day begins. */
function clock(seconds, step) {
  const text = new Date(seconds * 1e3).toISOString();
  if (step >= 86_400 || text.slice(11, 19) === "00:00:00") return text.slice(5, 10);
  return step < 60 ? text.slice(11, 19) : text.slice(11, 16);
}

function padded(low, high) {
  if (low == null) return [0, 1];
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

function figures(one) {
  const known = one.values.filter((each) => each != null);
  if (known.length === 0) return "no samples in this range";
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const last = value(known.at(-1), one.unit, one.metric);
  return reasons(one.metric, low) != null ? `last ${last}` : `${value(low, one.unit)} to ${value(high, one.unit)}, last ${last}`;
}

/** The same in words and rows, for who cannot see the line. */
function asTable(one) {
  const rows = one.times.map((at, i) => [at, one.values[i]]).filter(([, number]) => number != null);
  const details = h("details", {}, h("summary", {}, `${metricName(one.metric)} as a table`));
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("table")) return;
    details.append(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${metricName(one.metric)} as a table` }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Time"), h("th", { scope: "col" }, unitText(one.unit) || "Value"))),
      h("tbody", {}, rows.map(([at, number]) => h("tr", {}, h("td", {}, time(at)), h("td", { class: "number" }, String(number))))))));
  });
  return details;
}

/** Draws one metric's series into a new element, `width` pixels wide; `zoom(from, to)` is called when a part is dragged out. */
export function chart(one, range, width, zoom) {
  const name = one.rate ? `${metricName(one.metric)}, rate` : metricName(one.metric);
  const at = h("span", { class: "at", "aria-hidden": "true" });
  const canvas = h("div", { class: "plot", role: "img", "aria-label": `${name}: ${figures(one)}` });
  const root = h("figure", { class: "chart", data: { metric: one.metric } },
    h("figcaption", {}, h("strong", {}, name), h("span", { class: "muted" }, figures(one)), at), canvas, asTable(one));
  const plotted = options(one, range, width, zoom);
  plotted.hooks.setCursor = [(plot) => {
    const i = plot.cursor.idx;
    const number = i == null ? null : plot.data[1][i];
    at.textContent = number == null ? "" : `${value(number, one.unit, one.metric)} at ${time(plot.data[0][i] * 1e3)}`;
  }];
  canvas.plot = new uPlot(plotted, [one.times.map((each) => each / 1e3), one.values], canvas);
  canvas.addEventListener("dblclick", () => zoom());
  return root;
}
