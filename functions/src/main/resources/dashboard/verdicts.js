// The line of verdicts: each a state in a word, a colour and a sign, and the figures behind it.

import { label } from "./data.js";
import { byId, fill, h, icon } from "./dom.js";
import { ago, bytes, count, duration, many, time, value } from "./format.js";
import { freshness } from "./freshness.js";

/** Age of the oldest message from which waiting is no longer a matter of moments. */
const LATE_MS = 60_000;
/** Age of the newest sample from which the page says that it shows the past. */
const OLD_MS = 300_000;
const NEARLY_FULL = 0.8;
/** Share of a fleet that has gone from which most of it is not seen. */
const MOSTLY_GONE = 0.5;

const SIGNS = { good: "check", warn: "wait", bad: "alert", plain: "gpu", hot: "hot" };

function card(state, title, verdict, ...details) {
  return h("div", { class: `verdict ${state}`, data: { verdict: title.toLowerCase() } },
    h("h3", {}, icon(SIGNS[state]), title),
    h("p", { class: "word" }, verdict),
    h("div", { class: "detail" }, details));
}

function pipeline(summary, sinceMs) {
  const { queue, ingest, unreadableCounters } = summary;
  const { state: feed, since } = freshness(summary);
  const accepted = `${unreadableCounters ? "at least " : ""}${count(ingest.accepted)} values accepted`;
  const oldest = queue.messages > 0 ? queue.oldestAgeMs + sinceMs : 0;
  const waits = queue.messages === 0
    ? "Nothing waits"
    : `${many(queue.messages, "message")} waiting, the oldest ${duration(oldest)}`;
  const facts = [
    h("p", {}, queue.messages === 0 ? `${waits}; ${accepted}` : waits),
    ingest.rejected > 0 && h("p", { class: "part warn" }, icon("alert"), `${many(ingest.rejected, "value")} rejected`),
    ingest.expired > 0 && h("p", { class: "part" }, `${many(ingest.expired, "value")} older than the retention, not kept`),
  ];
  if (queue.deadLetters > 0) return card("bad", "Pipeline", `Dead letters: ${count(queue.deadLetters)}`, facts);
  if (queue.messages === 0) {
    const word = { good: "Up to date", plain: "All stored" }[feed] ?? "No new samples";
    return card(feed, "Pipeline", word, since && h("p", {}, since), facts);
  }
  const state = oldest > LATE_MS ? "bad" : "warn";
  return card(state, "Pipeline", `Behind by ${many(queue.messages, "message")}`,
    h("p", {}, `Oldest ${duration(oldest)}; ${accepted}`), since && h("p", {}, since), facts[1]);
}

/** What is not known yet: a state, and no figure that would be wrong. */
function pending(title, what) {
  const lines = [1, 2].map(() => h("span", { class: "line", "aria-hidden": "true" }));
  const shown = card("plain", title, h("span", { class: "unseen" }, `Asking for ${what} …`), lines);
  shown.classList.add("pending");
  shown.setAttribute("aria-busy", "true");
  return shown;
}

function gpus(fleet, hosts) {
  const parts = { active: 0, idle: 0, stale: 0 };
  for (const one of fleet.tiles) parts[one.status] += 1;
  const bar = h("div", { class: "bar-of-parts", "aria-hidden": "true" });
  for (const [name, number] of Object.entries(parts)) {
    if (number === 0) continue;
    const part = h("span", { class: name });
    part.style.flexGrow = number;
    bar.append(part);
  }
  const words = Object.entries(parts)
    .filter(([name, number]) => name !== "stale" || number > 0)
    .map(([name, number]) => h("span", { class: `key ${name}` }, `${count(number)} ${name}`));
  const gone = parts.stale / fleet.tiles.length;
  const state = parts.stale === 0 ? "plain" : gone < MOSTLY_GONE ? "warn" : "bad";
  return card(state, "GPUs", many(fleet.tiles.length, "GPU"), bar,
    h("p", { class: "keys" }, words, h("span", { class: "on" }, `on ${many(hosts, "host")}`)));
}

function hottest(fleet, summary, open) {
  const there = fleet.tiles.filter((tile) => tile.status !== "stale");
  const one = there.reduce((so, tile) => ((tile.temperature ?? -1) > (so?.temperature ?? -1) ? tile : so), null);
  if (one?.temperature == null) {
    return card("hot", "Hottest", "No temperatures", h("p", {}, "No GPU has sent one"));
  }
  const figures = summary.metrics.DCGM_FI_DEV_GPU_TEMP;
  return card("hot", "Hottest", value(one.temperature, "C"),
    h("p", {}, h("button", { type: "button", class: "text", onclick: () => open(one) }, label(one))),
    figures && h("p", {}, `Half are at or below ${value(figures.p50, "C")}`));
}

function store({ store: { dbSizeBytes, quotaBytes, alarms } }) {
  const share = quotaBytes > 0 ? dbSizeBytes / quotaBytes : 0;
  const size = quotaBytes > 0
    ? `${bytes(dbSizeBytes)} of ${bytes(quotaBytes)} (${share < 0.001 ? "< 0.1" : (share * 100).toFixed(1)} %)`
    : bytes(dbSizeBytes);
  if (alarms.length > 0) return card("bad", "Store", `Alarm: ${alarms.join(", ")}`, h("p", {}, `etcd has ${size}`));
  if (share >= NEARLY_FULL) return card("warn", "Store", "Nearly full", h("p", {}, `etcd has ${size}`));
  return card("good", "Store", "Healthy", h("p", {}, `etcd has ${size}`), h("p", {}, "No alarms"));
}

/** Shows them; `fleet` is null until its list is there, `sinceMs` is how long ago the summary was true. */
export function showVerdicts(root, summary, fleet, sinceMs, open) {
  fill(root,
    pipeline(summary, sinceMs),
    fleet ? gpus(fleet, summary.hosts) : pending("GPUs", "the GPUs"),
    fleet ? hottest(fleet, summary, open) : pending("Hottest", "the newest values"),
    store(summary));
}

/** Shows no figure any more, until the server has said those of another cluster. */
export function showNothing(root) {
  root.replaceChildren();
  for (const shown of ["empty", "columns"]) byId(shown).hidden = true;
  Object.assign(byId("loading"), { hidden: false, textContent: "Asking the server …" });
}

/** What is to be said of samples that are all old, or "". */
export function captureNotice(fleet, now = Date.now()) {
  if (fleet.newestMs === 0 || now - fleet.newestMs < OLD_MS) return "";
  return `The newest sample is of ${time(fleet.newestMs, now)}, ${ago(fleet.newestMs, now)}: this is how the cluster was then, and ranges of time end there.`;
}
