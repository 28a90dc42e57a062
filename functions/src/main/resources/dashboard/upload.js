// Uploads captures: chosen or dropped, one after the other, each with its progress and what became of it. What a file does not
// say of itself is asked for, and the same file is sent again.

import { byId, h } from "./dom.js";
import { bytes, count, duration, many } from "./format.js";
import { rejectTable, remember } from "./ingests.js";

/** A refused upload is sent again as long as the server says when; so often at most. */
const MOST_TRIES = 20;
const MOST_WAIT_S = 60;

/** Parameters that a file may lack: what is already in the field, and what it may look like. */
const ASKED = {
  host: { like: "node01" },
  gpu: { like: "0" },
  tz: { value: () => Intl.DateTimeFormat().resolvedOptions().timeZone, like: "Europe/Berlin" },
  metric: { like: "DCGM_FI_DEV_GPU_UTIL" },
  time: { like: "2026-11-28T20:00:00Z" },
  interval: { like: "5s" },
  columns: { like: "timestamp,index,utilization.gpu" },
};

const SEPARATORS = { ",": "commas", ";": "semicolons", "\t": "tabs", " ": "blanks" };

const waiting = [];
let busy = false;
let clusterOf = () => "";
let whenDone = () => {};

/** Listens for files; `cluster()` says whose they are, `done` is called after each. */
export function startUploads(cluster, done) {
  clusterOf = cluster;
  whenDone = done;
  const input = byId("files");
  for (const button of ["upload-button", "empty-button"]) byId(button).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  const drop = byId("drop");
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    drop.hidden = true;
    add(event.dataTransfer.files);
  });
}

function add(files) {
  const dryRun = byId("dry-run").checked;
  const cluster = clusterOf();
  for (const file of files) waiting.push({ file, view: view(file), tries: 0, cluster, dryRun, parameters: {} });
  next();
}

/** Sends the same file once more. */
function again(one) {
  one.tries = 0;
  one.view.progress.value = 0;
  one.view.rest.replaceChildren();
  one.view.item.querySelector("button").focus();
  say(one, "", "Waits for its turn");
  waiting.push(one);
  next();
}

function view(file) {
  const progress = h("progress", { max: "1", value: "0", "aria-label": `Upload of ${file.name}` });
  const says = h("p", { class: "muted", role: "status" }, "Waits for its turn");
  const rest = h("div");
  const item = h("li", { class: "upload" },
    h("div", { class: "title" }, h("strong", {}, file.name), h("span", { class: "muted" }, bytes(file.size)),
      h("button", { type: "button", class: "quiet small", "aria-label": `Close ${file.name}`, onclick: () => close(item) }, "×")),
    progress, says, rest);
  byId("upload-list").prepend(item);
  byId("uploads").hidden = false;
  return { item, progress, says, rest };
}

function close(item) {
  item.remove();
  byId("uploads").hidden = byId("upload-list").children.length === 0;
}

async function next() {
  if (busy || waiting.length === 0) return;
  busy = true;
  const one = waiting.shift();
  try {
    await send(one);
  } finally {
    busy = false;
    whenDone();
    next();
  }
}

async function send(one) {
  for (;;) {
    one.tries += 1;
    const { status, body, retryAfter } = await post(one);
    if ((status !== 429 && status !== 503) || one.tries >= MOST_TRIES) {
      finish(one, status, body);
      return;
    }
    const wait = Math.min(retryAfter || 1, MOST_WAIT_S);
    say(one, "warn", `${body?.error?.message ?? "The server is busy"}: sent again in ${wait} s`);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
}

/** Posts the file; the answer's status is 0 where there is none. */
function post({ file, cluster, dryRun, parameters, view: { progress, says } }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ ...(cluster && { cluster }), ...parameters, ...(dryRun && { dryRun }) });
    request.open("POST", `api/v1/csv/upload?${query}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      progress.value = event.total ? event.loaded / event.total : 0;
      says.textContent = event.loaded < event.total ? `Sent ${bytes(event.loaded)} of ${bytes(event.total)}` : "Sent; the server queues it";
    });
    request.addEventListener("loadend", () =>
      resolve({ status: request.status, body: request.response, retryAfter: Number(request.getResponseHeader("Retry-After")) }));
    request.send(file);
  });
}

function say({ view: { item, says } }, state, text) {
  item.className = `upload ${state}`;
  says.textContent = text;
}

function finish(one, status, body) {
  const { progress } = one.view;
  progress.value = status === 200 ? 1 : 0;
  if (status === 200) {
    taken(one, body);
  } else if (status === 404 || status === 405) {
    say(one, "bad", `Files are not taken here: upload it to the S3 bucket as cluster=${one.cluster}/${one.file.name}`);
  } else {
    say(one, "bad", status === 0 ? "The upload broke off; nothing of it is stored. Choose the file again." : body?.error?.message ?? `The server answered ${status}`);
    if (body?.error?.capture) explain(one, body.error);
  }
}

function taken(one, body) {
  if (!body.dryRun) remember(body.upload, one.file.name);
  const lost = body.rejected + body.expired;
  say(one, body.accepted === 0 ? "bad" : lost * 100 > body.values ? "warn" : "good", outcome(body));
  one.view.rest.replaceChildren(
    ...(body.dryRun && body.capture ? [kind(body.capture)] : []),
    ...skipped(body.capture),
    ...(body.dryRun && body.capture ? columns(one, body.capture) : []),
    ...(body.ignored > 0 ? [h("p", { class: "muted" }, `Ignored: ${(body.ignoredNames ?? []).join(", ")}`)] : []),
    ...(body.rejects.length > 0 ? [rejectTable(body.rejects, body.rejected)] : []),
    ...(body.dryRun && body.accepted > 0 ? [h("p", {}, h("button", { type: "button", onclick: () => again(Object.assign(one, { dryRun: false })) }, "Upload it"))] : []));
}

/** What became of a file, or would. */
function outcome(body) {
  if (body.alreadyIngested && body.accepted > 0) return `The same content was uploaded before: nothing to do (${count(body.accepted)} values)`;
  const parts = [
    body.accepted === 0 ? "Nothing accepted" : `${count(body.accepted)} accepted`,
    `${count(body.missing)} missing`,
    `${count(body.rejected)} rejected`,
    body.expired > 0 && `${count(body.expired)} older than the retention and not kept`,
    body.ignored > 0 && `${many(body.ignored, "value")} of no field that is known`,
  ].filter(Boolean).join(", ");
  return body.dryRun ? `Would become: ${parts}. Nothing is stored.` : `${parts}, in ${duration(body.elapsedMs)}`;
}

/** Shows what the server saw in a file that it cannot read, and asks for what is missing. */
function explain(one, { capture, field }) {
  const missing = new Map(capture.missing.filter(({ parameter }) => ASKED[parameter]).map(({ parameter, what }) => [parameter, what]));
  if (ASKED[field] && !missing.has(field)) missing.set(field, field);
  one.view.rest.replaceChildren(kind(capture), ...skipped(capture), ...columns(one, capture), ...(missing.size > 0 ? [form(one, missing)] : []));
}

function kind({ looksLike, separator, encoding }) {
  const parts = [looksLike, separator && `separated by ${SEPARATORS[separator] ?? separator}`, encoding];
  return h("p", { class: "muted" }, `Looks like ${parts.filter(Boolean).join(", ")}.`);
}

/** The lines above the rows that the server passed over. */
function skipped(capture) {
  return (capture?.skipped ?? []).map(({ line, text }) => h("p", { class: "muted" }, `Passed over line ${line}: `, h("code", {}, text)));
}

/** What a column is, in which unit it is kept, and what its numbers are multiplied with for that. */
function meaning({ takenFor, unit, factor }) {
  return `${takenFor ?? ""}${unit ? ` in ${unit}` : ""}${factor ? `, numbers × ${factor}` : ""}`;
}

/** What each column was taken for; nothing where there are none. */
function columns(one, capture) {
  if (capture.columns.length === 0) return [];
  return [h("div", { class: "scroll rejects", tabindex: "0", role: "region", "aria-label": `Columns of ${one.file.name}` },
    h("table", {},
      h("thead", {}, h("tr", {}, ["Column", "As", "Taken for", "Nearest name"].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, capture.columns.map((column) => h("tr", { class: column.as },
        h("td", {}, h("code", {}, column.name)), h("td", {}, column.as), h("td", {}, meaning(column)), h("td", {}, column.nearest ?? ""))))))];
}

function form(one, missing) {
  return h("form", {
    class: "tools missing", "aria-label": `What ${one.file.name} does not say`,
    onsubmit: (event) => {
      event.preventDefault();
      for (const [name, value] of new FormData(event.target)) one.parameters[name] = value.trim();
      again(one);
    },
  },
  [...missing].map(([name, what]) => h("label", {}, what[0].toUpperCase() + what.slice(1), h("input", {
    name, value: one.parameters[name] ?? ASKED[name].value?.() ?? "", placeholder: ASKED[name].like, required: true, autocomplete: "off", spellcheck: "false",
  }))),
  h("button", { type: "submit", class: "primary" }, "Send again"));
}
