// What the page shows, as the server has it.

import { ApiError, get, getAll } from "./api.js";
import { seriesOf } from "./fields.js";
import { natural, TEMPERATURE } from "./format.js";

const GPUS_A_PAGE = 10_000;
const VALUES_A_PAGE = 100_000;

/** The cluster's figures; of the default cluster where none is named. */
export const summary = (cluster, signal) => get("clusterStats", { cluster, top: 8 }, signal);

export const clusters = (signal) => getAll("api/v1/clusters", { limit: 1000 }, signal);

export const ingests = (cluster, signal) => get("api/v1/ingests", { cluster, limit: 6 }, signal);

export const ingest = (cluster, upload) => get(`api/v1/ingests/${encodeURIComponent(upload)}`, { cluster });

export const sources = (cluster, signal) => get("api/v1/sources", { cluster }, signal);

/**
 * Every GPU of a cluster with its newest value of a metric, host by host.
 *
 * A fleet is `{hosts: [{name, tiles}], tiles, unit, newestMs}`; a tile is
 * `{id, host, gpu, model, uuid, status, value, seenMs}`. The status is the server's: active, idle, or stale where the GPU has gone.
 */
export async function fleet(cluster, metric, signal) {
  const wanted = [...new Set([metric, TEMPERATURE])];
  const [gpus, values] = await Promise.all([
    getAll("api/v1/gpus", { cluster, limit: GPUS_A_PAGE }, signal).catch(none),
    getAll("api/v1/telemetry/latest", { cluster, metric: wanted, limit: VALUES_A_PAGE }, signal).catch(none),
  ]);
  return assemble(gpus, values, metric);
}

/** A cluster that holds nothing yet has no GPUs; that is no failure. */
function none(failure) {
  if (failure instanceof ApiError && failure.status === 404) return [];
  throw failure;
}

function assemble(gpus, values, metric) {
  const newest = new Map();
  let unit = "";
  for (const one of values) {
    newest.set(`${seriesOf(one)} ${one.hostname} ${one.gpu_id}`, one.value);
    if (seriesOf(one) === metric && one.unit) unit = one.unit;
  }
  const hosts = new Map();
  const tiles = gpus.map((gpu) => tile(gpu, newest, metric));
  for (const one of tiles) {
    if (!hosts.has(one.host)) hosts.set(one.host, { name: one.host, tiles: [] });
    hosts.get(one.host).tiles.push(one);
  }
  for (const host of hosts.values()) host.tiles.sort((a, b) => natural(a.gpu, b.gpu));
  return {
    hosts: [...hosts.values()].sort((a, b) => natural(a.name, b.name)),
    tiles,
    unit,
    newestMs: tiles.reduce((latest, one) => Math.max(latest, one.seenMs), 0),
  };
}

function tile(gpu, newest, metric) {
  const at = (name) => newest.get(`${name} ${gpu.hostname} ${gpu.gpu}`) ?? null;
  return {
    id: gpu.id,
    host: gpu.hostname,
    gpu: gpu.gpu,
    model: gpu.name ?? "",
    uuid: gpu.uuid ?? "",
    device: gpu.device ?? "",
    status: gpu.status,
    value: at(metric),
    temperature: at(TEMPERATURE),
    seenMs: gpu.lastSeen ? Date.parse(gpu.lastSeen) : 0,
  };
}

/** What a person calls a GPU. */
export const label = (one) => `${one.host} · GPU ${one.gpu}`;
