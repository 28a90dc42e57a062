// Who sends live: a line for each sender, however many requests it makes.

import { sources } from "./data.js";
import { fill, h } from "./dom.js";
import { count, duration, many, natural } from "./format.js";

const ASK_MS = 5_000;
const LIVE_MS = 60_000;
const MOST = 6;

const KINDS = { remote_write: "Prometheus remote write", prometheus: "Prometheus text", otlp: "OTLP", scrape: "scraped" };

const known = { cluster: "", list: [], at: 0, all: false };

const silent = (one, now) => one.silentSeconds * 1000 + now - known.at;
const rate = (one, now) => (silent(one, now) < LIVE_MS ? one.samplesPerMinute : 0);

/** Those that send before those that went silent, then those that send most. */
function ordered(now) {
  const went = (one) => silent(one, now) >= LIVE_MS;
  return [...known.list].sort((a, b) =>
    went(a) - went(b) || rate(b, now) - rate(a, now) || natural(a.source, b.source));
}

function line(one, now) {
  const since = silent(one, now);
  const live = since < LIVE_MS;
  const state = live
    ? `live: ${many(rate(one, now), "sample")} a minute, last ${since < 1000 ? "just now" : `${duration(since)} ago`}`
    : `silent for ${duration(since)}`;
  const told = `${KINDS[one.kind] ?? one.kind}: ${many(one.samples, "sample")} in ${many(one.requests, "request")}`;
  return h("li", { class: live ? "source live" : "source silent", title: told },
    h("strong", {}, one.source), h("span", {}, `, ${state}`),
    one.rejected > 0 && h("span", { class: "bad" }, `, ${count(one.rejected)} rejected`));
}

/** The button is apart from what changes every second, so that a focus on it stays. */
function show({ list, more }, again) {
  const now = Date.now();
  const all = ordered(now);
  const shown = known.all ? all : all.slice(0, MOST);
  const live = all.filter((one) => silent(one, now) < LIVE_MS).length;
  const sum = all.reduce((so, one) => so + rate(one, now), 0);
  fill(list,
    all.length > 0 && h("ul", { class: "sources" }, shown.map((one) => line(one, now))),
    all.length > MOST && h("p", { class: "muted" },
      `${many(all.length, "source")}, ${count(live)} live: ${many(sum, "sample")} a minute in all.`));
  fill(more, all.length > MOST && h("button", { type: "button", class: "text", "aria-expanded": String(known.all), onclick: again },
    known.all ? "Show fewer sources" : "Show all sources"));
}

/** Shows a cluster's senders, and goes on doing so. Where they cannot be asked for, what was said before stays. */
export function followSources(root, cluster) {
  const parts = { list: h("div"), more: h("div") };
  root.append(parts.list, parts.more);
  const again = () => {
    known.all = !known.all;
    show(parts, again);
    parts.more.querySelector("button")?.focus();
  };
  let askedAt = 0;
  let asking = false;
  const ask = async () => {
    const name = cluster();
    if (asking || document.hidden || name === "" || Date.now() - askedAt < ASK_MS) return;
    asking = true;
    askedAt = Date.now();
    try {
      const list = (await sources(name)).sources;
      if (name === cluster()) Object.assign(known, { cluster: name, list, at: Date.now() });
    } catch {
      // The rest of the page says that the server does not answer.
    } finally {
      asking = false;
    }
  };
  setInterval(() => {
    if (known.cluster !== cluster()) {
      Object.assign(known, { cluster: cluster(), list: [] });
      askedAt = 0;
    }
    ask();
    show(parts, again);
  }, 1_000);
}
