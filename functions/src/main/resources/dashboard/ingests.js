// The newest uploads: how far each is, and the rows it could not use.

import { ingest, ingests } from "./data.js";
import { h } from "./dom.js";
import { ago, count, many, time } from "./format.js";

/** Names of what was uploaded from this page, by the upload's identity: the server knows contents alone. */
const files = new Map();

export const remember = (upload, name) => files.set(upload, name);

const WORDS = { DONE: "done", RUNNING: "running", FAILED: "failed" };

/** Uploads whose rejected rows are shown. */
const opened = new Set();

function nameOf(one) {
  const key = one.source?.key.split("/").pop();
  return key ?? files.get(one.upload) ?? `upload ${one.upload.slice(0, 8)}`;
}

/** A table of rejected rows; a row is listed once for each of its values that was rejected by itself. */
export function rejectTable(rejects, rejected) {
  const rows = new Set(rejects.map((row) => row.line)).size;
  return h("div", { class: "scroll rejects", tabindex: "0", role: "region", "aria-label": "Rejected rows" },
    h("table", {},
      h("thead", {}, h("tr", {}, ["Line", "Reason", "Row"].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, rejects.map((row) => h("tr", {},
        h("td", { class: "number" }, count(row.line)),
        h("td", {}, row.column ? `${row.column}: ${row.reason}` : row.reason),
        h("td", {}, h("code", {}, row.text)))))),
    rejected > rejects.length && h("p", { class: "muted" }, `${many(rows, "row")} shown; ${many(rejected, "value")} rejected in all.`));
}

function counts(one) {
  return [
    `${count(one.accepted)} accepted`,
    one.missing > 0 && `${count(one.missing)} missing`,
    one.rejected > 0 && `${count(one.rejected)} rejected`,
    one.inexact > 0 && `${count(one.inexact)} not to the last digit`,
    one.expired > 0 && `${count(one.expired)} older than the retention`,
  ].filter(Boolean).join(" · ");
}

function item(one, cluster, again) {
  const { planned, done } = one.chunks;
  const status = String(one.status).toUpperCase();
  const name = nameOf(one);
  const at = one.updatedAt ?? one.plannedAt;
  const body = h("div", { class: "ingest-body" });
  const unfold = async () => {
    opened.add(one.upload);
    const whole = await ingest(cluster, one.upload).catch((failure) => ({ failures: [], rejects: [], told: failure.message }));
    body.replaceChildren(
      ...(whole.told ? [h("p", {}, whole.told)] : []),
      ...whole.failures.map((failed) => h("p", { class: "bad" }, `Chunk ${failed.chunk}: ${failed.reason}`)),
      ...(whole.rejects.length ? [rejectTable(whole.rejects, whole.rejected)] : []));
  };
  const more = one.rejected > 0 || one.chunks.failed > 0;
  if (more && opened.has(one.upload)) unfold();
  return h("li", { class: `ingest ${status.toLowerCase()}` },
    h("div", { class: "title" }, h("strong", { title: one.upload }, name), h("span", { class: "state" }, WORDS[status] ?? status)),
    h("progress", { max: Math.max(planned, 1), value: done, "aria-label": `${name}: ${done} of ${many(planned, "chunk")} done` }),
    h("p", { class: "muted" }, `${counts(one)}${at ? ` · ${ago(Date.parse(at))}` : ""}`),
    one.firstTime && h("p", { class: "muted" }, `${time(Date.parse(one.firstTime))} to ${time(Date.parse(one.lastTime))}`),
    more && h("button", {
      type: "button", class: "text", "aria-expanded": String(opened.has(one.upload)),
      onclick: () => {
        if (opened.delete(one.upload)) again();
        else unfold().then(again);
      },
    }, opened.has(one.upload) ? "Hide the rows" : `Show ${one.rejected > 0 ? "the rejected rows" : "why it failed"}`),
    body);
}

let shown = "";

/** Shows the newest uploads; returns whether one is still running. */
export async function showIngests(root, cluster, signal) {
  const page = await ingests(cluster, signal);
  const again = () => showIngests(root, cluster);
  const now = JSON.stringify([page, [...opened], [...files]]);
  if (now !== shown) {
    shown = now;
    root.replaceChildren(page.ingests.length === 0
      ? h("p", { class: "muted none" }, "None yet.")
      : h("ul", { class: "ingests" }, page.ingests.map((one) => item(one, cluster, again))));
  }
  return page.ingests.some((one) => String(one.status).toUpperCase() === "RUNNING");
}
