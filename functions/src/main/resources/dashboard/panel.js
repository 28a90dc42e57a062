// One GPU: its facts, its newest values, and the series of the metrics that are chosen.

import { get } from "./api.js";
import { chart } from "./chart.js";
import { h, icon } from "./dom.js";
import { metricName, seriesOf } from "./fields.js";
import { ago, duration, POWER, TEMPERATURE, time, UTILISATION, value } from "./format.js";
import { RANGES, rangeOf, series } from "./series.js";

const MOST_CHARTS = 6;
const AGGREGATIONS = { avg: "average", max: "highest", min: "lowest" };

export class Panel {
  #dialog;
  #context;
  #gpu = null;
  #metrics = [UTILISATION, TEMPERATURE, POWER];
  #latest = [];
  #agg = "avg";
  #asked = null;
  #facts = h("div", { class: "facts" });
  #values = h("div", { class: "chips", role: "group", "aria-label": "Metrics to draw" });
  #ranges = h("div", { class: "ranges", role: "group", "aria-label": "Range of time" });
  #says = h("p", { class: "muted", role: "status" });
  #charts = h("div", { class: "charts" });
  #title = h("h2", { id: "panel-title" });

  /** Fills a dialog; the context gives `cluster()`, `newestMs()`, `range()`, and takes `setRange(text)` and `closed()`. */
  constructor(dialog, context) {
    this.#dialog = dialog;
    this.#context = context;
    const close = h("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: () => dialog.close() }, icon("cross"));
    dialog.append(h("header", {}, this.#title, close), this.#facts, this.#ranges, this.#values, this.#says, this.#charts);
    dialog.addEventListener("close", () => {
      this.#asked?.abort();
      this.#gpu = null;
      context.closed();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    addEventListener("resize", () => this.refresh());
  }

  get gpu() {
    return this.#gpu;
  }

  /** Shows a GPU, with `metric` among what is drawn. */
  open(tile, metric) {
    const other = this.#gpu?.host !== tile.host || this.#gpu?.gpu !== tile.gpu;
    this.#gpu = tile;
    if (metric && !this.#metrics.includes(metric)) this.#metrics = [metric, ...this.#metrics].slice(0, MOST_CHARTS);
    if (!this.#dialog.open) this.#dialog.showModal();
    if (other) {
      this.#latest = [];
      this.#charts.replaceChildren();
    }
    this.refresh();
  }

  close() {
    this.#dialog.close();
  }

  /** Asks again for all that is shown. */
  async refresh() {
    if (!this.#gpu) return;
    this.#asked?.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    this.#showFacts();
    this.#showRanges();
    try {
      await this.#load(signal);
    } catch (failure) {
      if (!signal.aborted) this.#says.textContent = `The series cannot be shown: ${failure.message}.`;
    }
  }

  async #load(signal) {
    const { host, gpu } = this.#gpu;
    const cluster = this.#context.cluster();
    if (this.#charts.children.length === 0) this.#says.textContent = "Asking for the series …";
    const path = `api/v1/clusters/${encodeURIComponent(cluster)}/hosts/${encodeURIComponent(host)}/gpus/${encodeURIComponent(gpu)}`;
    const [{ data }, range] = await Promise.all([
      get(path, {}, signal),
      rangeOf(this.#context.range(), this.#context.newestMs(), this.#gpu, cluster, signal),
    ]);
    this.#latest = data.latest.map((one) => ({ ...one, metric: seriesOf(one) }));
    const known = new Set(this.#latest.map((one) => one.metric));
    const drawn = this.#metrics.filter((one) => known.has(one));
    if (drawn.length === 0) drawn.push(...[...known].slice(0, 3));
    this.#showValues(drawn);
    const width = Math.max(240, this.#charts.clientWidth);
    const all = await Promise.all(drawn.map((one) => series(this.#gpu, one, range, cluster, width, this.#agg, signal)));
    this.#charts.replaceChildren(...all.map((one) => chart(one, range, width, (from, to) => this.#zoom(from, to))));
    this.#explain(range, all);
  }

  #zoom(from, to) {
    this.#context.setRange(from == null || to - from < 2 ? "1h" : `${from}..${to}`);
    this.refresh();
  }

  #explain({ from, to }, all) {
    const stepMs = Math.max(0, ...all.map((one) => one.stepMs));
    const points = all.reduce((sum, one) => sum + one.values.filter((each) => each != null).length, 0);
    const missing = all.some((one) => one.missing.length > 0);
    const step = stepMs > 0 ? `, the ${AGGREGATIONS[this.#agg]} of every ${duration(stepMs)}` : ", every sample";
    this.#says.textContent = `${time(from)} to ${time(to - 1)} (${duration(to - from)})${points ? step : ": no samples"}.`
      + (missing ? " Some stored samples cannot be read." : "")
      + (Date.now() - to > 3_600_000 && !this.#context.range().includes("..") ? " Counted back from the newest sample." : "");
    this.#dialog.dataset.points = points;
  }

  #showFacts() {
    const { host, gpu, model, uuid, device, status, seenMs } = this.#gpu;
    this.#title.textContent = `${host} · GPU ${gpu}`;
    const facts = [
      ["State", h("span", { class: `badge ${status}` }, status)],
      ["Model", model || "unknown"],
      ["Newest sample", seenMs ? `${time(seenMs)} (${ago(seenMs)})` : "none"],
      ["UUID", uuid ? h("code", {}, uuid) : "none"],
      ["Device", device || "unknown"],
    ];
    this.#facts.replaceChildren(h("dl", {}, facts.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text)))));
  }

  #showRanges() {
    const now = this.#context.range();
    const presets = RANGES.map(([name, text]) => h("button", {
      type: "button", "aria-pressed": String(name === now), data: { range: name },
      onclick: () => {
        this.#context.setRange(name);
        this.refresh();
      },
    }, text));
    const select = h("select", { "aria-label": "What a step shows", onchange: (event) => {
      this.#agg = event.target.value;
      this.refresh();
    } }, Object.entries(AGGREGATIONS).map(([name, text]) => h("option", { value: name, selected: name === this.#agg }, text)));
    keepFocus(this.#ranges, () => this.#ranges.replaceChildren(...presets,
      ...(now.includes("..") ? [h("button", { type: "button", onclick: () => this.#zoom() }, "Zoom out")] : []), select));
  }

  /** Every metric with its newest value; pressed are those that are drawn. */
  #showValues(drawn) {
    const chips = [...this.#latest].sort((a, b) => metricName(a.metric).localeCompare(metricName(b.metric))).map((one) => h("button", {
      type: "button", "aria-pressed": String(drawn.includes(one.metric)), data: { metric: one.metric }, title: one.metric,
      onclick: () => this.#toggle(one.metric, drawn),
    }, h("span", {}, metricName(one.metric)), h("strong", {}, value(one.value, one.unit, one.metric))));
    keepFocus(this.#values, () => this.#values.replaceChildren(...chips));
  }

  #toggle(metric, drawn) {
    const rest = drawn.filter((one) => one !== metric);
    this.#metrics = rest.length < drawn.length ? rest : [...drawn, metric].slice(-MOST_CHARTS);
    if (this.#metrics.length === 0) this.#metrics = [metric];
    this.refresh();
  }
}

/** Replaces buttons, and gives the focus back to the one that had it. */
function keepFocus(root, replace) {
  const at = [...root.children].indexOf(document.activeElement);
  replace();
  if (at >= 0) root.children[Math.min(at, root.children.length - 1)]?.focus();
}
