// The hottest GPUs, the idle ones, and everything as a table.

import { label } from "./data.js";
import { fill, h } from "./dom.js";
import { count, natural, unitText, value } from "./format.js";

const MOST = 6;
const MOST_ROWS = 500;

function entry(tile, text, open, share) {
  const bar = h("span", { class: "share", "aria-hidden": "true" });
  bar.style.setProperty("--share", `${Math.round(100 * share)}%`);
  return h("li", {},
    h("button", { type: "button", class: "row", onclick: () => open(tile) },
      bar, h("span", { class: "who" }, label(tile)), h("span", { class: "figure" }, text)));
}

/** The GPUs with the highest temperatures, among those that are there. */
export function showHottest(root, fleet, open) {
  const known = fleet.tiles.filter((one) => one.temperature != null && one.status !== "stale");
  known.sort((a, b) => b.temperature - a.temperature || natural(a.host, b.host) || natural(a.gpu, b.gpu));
  const top = known.slice(0, MOST);
  if (top.length === 0) {
    fill(root, h("p", { class: "muted" }, "No GPU has sent a temperature."));
    return;
  }
  const highest = top[0].temperature || 1;
  fill(root, h("ol", { class: "rows" },
    top.map((one) => entry(one, value(one.temperature, "C"), open, one.temperature / highest))));
}

/** Hosts whose GPUs do nothing, those with most of them first, and how many more there are. */
export function showIdle(root, fleet, open, showAll) {
  const idle = fleet.tiles.filter((one) => one.status === "idle").length;
  if (idle === 0) {
    fill(root, h("p", { class: "muted" }, fleet.tiles.length ? "None: every GPU that is there works." : "No GPUs."));
    return;
  }
  const hosts = fleet.hosts
    .map((host) => ({ all: host.tiles, idle: host.tiles.filter((one) => one.status === "idle") }))
    .filter((host) => host.idle.length > 0);
  hosts.sort((a, b) => b.idle.length - a.idle.length);
  const share = Math.round((100 * idle) / fleet.tiles.length);
  fill(root,
    h("p", { class: "muted" }, `${count(idle)} of ${count(fleet.tiles.length)} GPUs (${share} %) do nothing.`),
    h("ul", { class: "rows" }, hosts.slice(0, MOST).map((host) => row(host, open))),
    h("button", { type: "button", class: "text", onclick: showAll }, `Show all ${count(idle)} in the map`));
}

function row({ all, idle }, open) {
  const which = idle.length === all.length ? `all ${all.length}` : idle.length > 2 ? `${idle.length} of ${all.length}` : `GPU ${idle.map((one) => one.gpu).join(", ")}`;
  return h("li", {}, h("button", { type: "button", class: "row", onclick: () => open(idle[0]) },
    h("span", { class: "who" }, idle[0].host), h("span", { class: "figure" }, which)));
}

/** The heat map's values as a table, for who cannot see it. */
export function showTable(root, hosts, metric, unit) {
  const tiles = hosts.flatMap((host) => host.tiles);
  const rows = tiles.slice(0, MOST_ROWS).map((one) => h("tr", {},
    h("th", { scope: "row" }, one.host),
    h("td", {}, one.gpu),
    h("td", {}, one.model),
    h("td", { class: "number" }, value(one.value)),
    h("td", {}, one.status)));
  const heads = ["Host", "GPU", "Model", unitText(unit) ? `${metric} (${unitText(unit)})` : metric, "State"];
  root.replaceChildren(h("table", {},
    h("thead", {}, h("tr", {}, heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, rows)));
  if (tiles.length > MOST_ROWS) {
    root.append(h("p", { class: "muted" }, `The first ${count(MOST_ROWS)} of ${count(tiles.length)}; the filter shows others.`));
  }
}
