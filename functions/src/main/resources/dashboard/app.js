// The page: what is chosen, what is known, and when to ask anew. What is chosen stands in the address, behind the #.

import { ApiError } from "./api.js";
import { clusters, fleet, label, summary } from "./data.js";
import { byId, fill, h, icon, offer } from "./dom.js";
import { learnFields, metricName } from "./fields.js";
import { count, duration, many, natural, time, UTILISATION, value } from "./format.js";
import { freshness, showLink } from "./freshness.js";
import { HeatMap } from "./heatmap.js";
import { showIngests } from "./ingests.js";
import { showHottest, showIdle, showTable } from "./lists.js";
import { Live } from "./live.js";
import { palette, scaleOf } from "./palette.js";
import { Panel } from "./panel.js";
import { followSources } from "./sources.js";
import { onTheme, theme } from "./theme.js";
import { startUploads } from "./upload.js";
import { captureNotice, showNothing, showVerdicts } from "./verdicts.js";

const LARGE_FLEET = 2_000;
const SORTS = [["host", "by host"], ["high", "highest first"], ["low", "lowest first"]];
const STATES = [["", "all GPUs"], ["active", "active"], ["idle", "idle"], ["stale", "stale"]];

const chosen = { cluster: "", metric: "", gpu: "", range: "1h", sort: "host", status: "", filter: "" };
const known = { summary: null, summaryAt: 0, fleet: null, names: [], awaySince: 0, problem: "", link: "", feed: "" };

const heat = new HeatMap(byId("heat"), open);
const panel = new Panel(byId("panel"), {
  cluster: () => chosen.cluster,
  newestMs: () => known.fleet?.newestMs ?? 0,
  range: () => chosen.range,
  setRange: (range) => choose({ range }),
  closed: () => {
    choose({ gpu: "" });
    heat.focus();
  },
});
const live = new Live({
  opened: () => later(askFleet),
  stats: (told) => {
    takeSummary(told);
    later(askIngests);
  },
  hosts: () => later(askFleet),
  poll: () => later(askAll),
  state: (state) => showLink(byId("link"), Object.assign(known, { link: state })),
});

// What is chosen

function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(chosen)) if (said.has(name)) chosen[name] = said.get(name);
}

function choose(what) {
  Object.assign(chosen, what);
  const said = new URLSearchParams(Object.entries(chosen).filter(([, text]) => text !== ""));
  history.replaceState(null, "", `#${said}`);
}

function open(tile) {
  choose({ gpu: `${tile.host}:${tile.gpu}` });
  heat.select(tile);
  panel.open(tile, chosen.metric);
}

function openChosen() {
  const one = known.fleet?.tiles.find((tile) => `${tile.host}:${tile.gpu}` === chosen.gpu);
  if (one) panel.open(one, chosen.metric);
}

// What is asked: never the same twice at a time, and of a large fleet not every second

const asking = new Map();

function later(ask) {
  const state = asking.get(ask) ?? { running: false, again: false };
  asking.set(ask, state);
  if (state.running) {
    state.again = true;
    return;
  }
  state.running = true;
  const begun = Date.now();
  ask().then(() => reached(), (failure) => failed(failure)).finally(() => {
    const pause = (known.fleet?.tiles.length ?? 0) > LARGE_FLEET ? 5_000 : 1_000;
    setTimeout(() => {
      state.running = false;
      if (state.again) {
        state.again = false;
        later(ask);
      }
    }, Math.max(0, pause - (Date.now() - begun)));
  });
}

async function askAll() {
  const cluster = chosen.cluster;
  takeSummary(await summary(cluster));
  if (cluster !== chosen.cluster && cluster) return;
  await askFleet();
  await askIngests();
}

async function askFleet() {
  const { cluster, metric } = chosen;
  const found = await fleet(cluster, metric || UTILISATION);
  if (cluster !== chosen.cluster || metric !== chosen.metric) return;
  known.fleet = found;
  show();
}

const askIngests = () => showIngests(byId("ingests"), chosen.cluster);

async function askClusters() {
  known.names = (await clusters()).map((one) => one.id);
  showClusters();
}

function takeSummary(told) {
  if (chosen.cluster && told.cluster !== chosen.cluster) return;
  const first = known.summary === null;
  Object.assign(known, { summary: told, summaryAt: Date.now() });
  if (!chosen.cluster) choose({ cluster: told.cluster });
  const metrics = Object.keys(told.metrics);
  if (!metrics.includes(chosen.metric) && metrics.length > 0) {
    choose({ metric: metrics.includes(UTILISATION) ? UTILISATION : metrics[0] });
    later(askFleet);
  }
  if (first) showClusters();
  show();
}

function reached() {
  if (!known.awaySince && !known.problem) return;
  Object.assign(known, { awaySince: 0, problem: "" });
  showNotice();
}

function failed(failure) {
  const told = failure instanceof ApiError;
  if (!told) console.error(failure);
  if (!told || failure.status === 0 || failure.status >= 500) known.awaySince ||= Date.now();
  known.problem = told ? failure.message : "the page failed";
  byId("loading").hidden = true;
  showNotice();
}

// What is shown

function show() {
  const { summary: told, fleet: found } = known;
  if (!told) return;
  const empty = told.hosts === 0 && told.ingest.uploads === 0 && told.queue.messages === 0 && !told.unreadableCounters;
  Object.assign(byId("loading"), { hidden: empty || Boolean(found), textContent: "Asking for the GPUs …" });
  byId("empty").hidden = !empty;
  byId("columns").hidden = empty || !found;
  byId("empty-command").textContent = `curl -T capture.csv -X POST -H 'Content-Type: text/csv' '${new URL("api/v1/csv/upload", document.baseURI)}?cluster=${chosen.cluster}'`;
  showNotice();
  if (!empty) showVerdicts(byId("verdicts"), told, found, Date.now() - known.summaryAt, open);
  else byId("verdicts").replaceChildren();
  if (empty || !found) return;
  showMap();
  showHottest(byId("hot"), found, open);
  showIdle(byId("idle"), found, open, () => {
    choose({ status: "idle" });
    showMap();
    heat.focus();
  });
}

function matching() {
  const words = chosen.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (tile) =>
    words.every((word) => tile.host.toLowerCase().includes(word) || tile.model.toLowerCase().includes(word)) &&
    (chosen.status === "" || tile.status === chosen.status);
  const hosts = known.fleet.hosts
    .map((host) => ({ name: host.name, tiles: host.tiles.filter(fits) }))
    .filter((host) => host.tiles.length > 0);
  if (chosen.sort === "host") return hosts;
  const sign = chosen.sort === "high" ? -1 : 1;
  const extreme = (host) => host.tiles.reduce((so, { value: one }) => (one == null ? so : Math.min(so, sign * one)), Infinity);
  const keyed = hosts.map((host) => [extreme(host), host]);
  keyed.sort(([a, one], [b, other]) => (a === b ? natural(one.name, other.name) : a - b));
  return keyed.map(([, host]) => host);
}

function showMap() {
  const { fleet: found, summary: told } = known;
  const hosts = matching();
  const tiles = hosts.reduce((sum, host) => sum + host.tiles.length, 0);
  const scale = scaleOf(found.tiles.map((one) => one.value), found.unit);
  offer(byId("metric"), Object.keys(told.metrics).map((one) => [one, metricName(one)]), chosen.metric);
  offer(byId("sort"), SORTS, chosen.sort);
  offer(byId("status"), STATES, chosen.status);
  if (document.activeElement !== byId("filter")) byId("filter").value = chosen.filter;
  byId("map-count").textContent = tiles === found.tiles.length
    ? `${many(tiles, "GPU")}, ${many(hosts.length, "host")}`
    : `${count(tiles)} of ${many(found.tiles.length, "GPU")}`;
  heat.show({ hosts, metric: chosen.metric, unit: found.unit, scale });
  showLegend(scale, found);
  if (byId("table").open) showTable(byId("table-body"), hosts, metricName(chosen.metric), found.unit);
}

function showLegend(scale, found) {
  const bar = h("span", { class: "ramp", "aria-hidden": "true" });
  bar.style.background = palette(theme(), scale).gradient;
  const without = found.tiles.filter((one) => one.value == null).length;
  fill(byId("legend"),
    h("span", {}, value(scale.min, found.unit)), bar, h("span", {}, value(scale.max, found.unit)),
    scale.low != null && h("span", { class: "muted" }, `now ${value(scale.low, found.unit)} to ${value(scale.high, found.unit)}`),
    without > 0 && h("span", { class: "key missing" }, `${count(without)} without a value`),
    found.tiles.some((one) => one.status === "stale") && h("span", { class: "key corner" }, "stale"));
}

function showClusters() {
  const names = [...new Set([...known.names, chosen.cluster])].filter(Boolean).sort(natural);
  offer(byId("cluster"), names.map((one) => [one, one]), chosen.cluster);
}

function showNotice() {
  const away = known.awaySince > 0;
  const said = known.summaryAt > 0 ? ` This is what it said at ${time(known.summaryAt)}.` : "";
  const text = away
    ? `No answer since ${time(known.awaySince)}: ${known.problem}.${said} It is asked again every few seconds.`
    : known.problem || (known.fleet ? captureNotice(known.fleet) : "");
  const notice = byId("notice");
  notice.hidden = text === "";
  notice.className = `notice ${known.problem ? "bad" : "plain"}`;
  fill(notice, icon(known.problem ? "alert" : "wait"), h("p", {}, text));
  showLink(byId("link"), known);
}

// What a person does

function listen() {
  byId("cluster").addEventListener("change", (event) => follow(event.target.value));
  byId("metric").addEventListener("change", (event) => {
    choose({ metric: event.target.value });
    later(askFleet);
  });
  for (const name of ["sort", "status"]) {
    byId(name).addEventListener("change", (event) => {
      choose({ [name]: event.target.value });
      showMap();
    });
  }
  byId("filter").addEventListener("input", (event) => {
    choose({ filter: event.target.value.trim() });
    showMap();
  });
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
  byId("table").addEventListener("toggle", () => known.fleet && showMap());
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    heat.focus();
  });
  addEventListener("hashchange", () => location.reload());
  onTheme(() => {
    heat.redraw();
    if (known.fleet) show();
    panel.refresh();
  });
}

function follow(cluster) {
  choose({ cluster, gpu: "" });
  Object.assign(known, { summary: null, fleet: null, problem: "", awaySince: 0 });
  showNothing(byId("verdicts"));
  later(askAll);
  live.follow(cluster);
}

/** Until the server has said something there is nothing to follow. */
async function begin() {
  try {
    await learnFields();
    await askAll();
    reached();
  } catch (failure) {
    failed(failure);
    setTimeout(begin, 5_000);
    return;
  }
  openChosen();
  live.follow(chosen.cluster);
  later(askClusters);
}

readAddress();
listen();
startUploads(() => chosen.cluster, () => {
  later(askAll);
  later(askClusters);
});
begin();
followSources(byId("sources"), () => chosen.cluster);
setInterval(() => later(askFleet), 60_000);
setInterval(() => later(askClusters), 60_000);
// What changes by time alone: how old the oldest message is, and the newest sample.
setInterval(() => {
  if (!known.summary) return;
  const feed = freshness(known.summary).state;
  if (known.summary.queue.messages > 0 || known.awaySince || feed !== known.feed) show();
  known.feed = feed;
}, 1_000);
