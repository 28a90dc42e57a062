// Uploads captures: chosen or dropped, one after the other, each with its progress and what became of it.

import { byId, h } from "./dom.js";
import { bytes, count, duration } from "./format.js";
import { rejectTable, remember } from "./ingests.js";

/** A refused upload is sent again as long as the server says when; so often at most. */
const MOST_TRIES = 20;
const MOST_WAIT_S = 60;

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
  for (const file of files) waiting.push({ file, view: view(file), tries: 0 });
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
  const cluster = clusterOf();
  for (;;) {
    one.tries += 1;
    const { status, body, retryAfter } = await post(one, cluster);
    if ((status !== 429 && status !== 503) || one.tries >= MOST_TRIES) {
      finish(one, status, body, cluster);
      return;
    }
    const wait = Math.min(retryAfter || 1, MOST_WAIT_S);
    say(one, "warn", `${body?.error?.message ?? "The server is busy"}: sent again in ${wait} s`);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
}

/** Posts the file; the answer's status is 0 where there is none. */
function post({ file, view: { progress, says } }, cluster) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `api/v1/csv/upload?${new URLSearchParams(cluster ? { cluster } : {})}`);
    request.setRequestHeader("Content-Type", file.name.endsWith(".gz") ? "application/gzip" : "text/csv");
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

function finish(one, status, body, cluster) {
  const { progress, rest } = one.view;
  progress.value = status === 200 ? 1 : 0;
  if (status === 200) {
    remember(body.upload, one.file.name);
    const state = body.rejected + body.expired > 0 ? "warn" : "good";
    say(one, state, body.alreadyIngested
      ? `The same content was uploaded before: nothing to do (${count(body.accepted)} values)`
      : `${count(body.accepted)} accepted, ${count(body.missing)} missing, ${count(body.rejected)} rejected${body.expired > 0 ? `, ${count(body.expired)} older than the retention and not kept` : ""}, in ${duration(body.elapsedMs)}`);
    if (body.rejects.length > 0) rest.replaceChildren(rejectTable(body.rejects, body.rejected));
  } else if (status === 404 || status === 405) {
    say(one, "bad", `Files are not taken here: upload it to the S3 bucket as cluster=${cluster}/${one.file.name}`);
  } else {
    say(one, "bad", status === 0 ? "The upload broke off; nothing of it is stored. Choose the file again." : body?.error?.message ?? `The server answered ${status}`);
  }
}
