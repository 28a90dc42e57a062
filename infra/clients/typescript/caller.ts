// Calls a running application through the generated client, and compares what comes back with what a file of name=value lines
// says of the CSV. Arguments: the application's address, the CSV, that file, the description that the client is generated from.
// Ends with status 1 at the first difference.

import { deepStrictEqual, rejects } from "node:assert";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import * as api from "./client";

const [url, csv, file, description] = process.argv.slice(2);
const expected = Object.fromEntries(
  readFileSync(file, "utf8").trim().split("\n").map((line) => line.split(/=(.*)/, 2)),
);
const number = (name: string) => Number(expected[name]);
const { uuid, host, gpu, metric } = expected;
const first = new Date(expected.firstTime);
const last = new Date(expected.lastTime);
const afterLast = new Date(last.getTime() + 1000);
const cluster = "from-typescript";

const configuration = new api.Configuration({ basePath: url });
const gpus = new api.GpusApi(configuration);
const clusters = new api.ClustersApi(configuration);
const ingest = new api.IngestApi(configuration);
const functions = new api.FunctionsApi(configuration);
const operation = new api.OperationApi(configuration);

function same(what: string, actual: unknown, wanted: unknown) {
  deepStrictEqual(actual, wanted, `${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
}

async function refusal(call: Promise<unknown>, status: number): Promise<any> {
  let answer: any;
  await rejects(call, (problem) => {
    const response = (problem as api.ResponseError).response;
    same("status", response.status, status);
    answer = response.json();
    return true;
  });
  return answer;
}

async function upload(): Promise<string> {
  const one = await ingest.uploadCsv({ cluster, file: new Blob([readFileSync(csv)]) });
  same("cluster", one.cluster, cluster);
  same("rows", [one.rows, one.accepted, one.missing, one.rejected], [number("rows"), number("rows"), 0, 0]);
  same("already ingested", one.alreadyIngested, false);
  const again = await ingest.uploadCsv({ cluster, file: new Blob([readFileSync(csv)]) });
  same("the same content again", [again.upload, again.alreadyIngested], [one.upload, true]);
  return one.upload;
}

async function emptyQueue(): Promise<api.ClusterSummary> {
  for (let tries = 0; tries < 300; tries++) {
    const stats = await functions.clusterStats({ cluster, top: 2, metric: [metric, "NONE"] });
    if (stats.queue.messages === 0) {
      return stats;
    }
    await setTimeout(200);
  }
  throw new Error("the queue is not empty after a minute");
}

async function statistics() {
  const stats = await emptyQueue();
  same("hosts and GPUs", [stats.hosts, stats.gpus], [number("hosts"), number("gpus")]);
  same("models", stats.models, { [expected.model]: number("gpus") });
  same("figures", [Object.keys(stats.metrics).length, stats.metrics[metric].count], [number("metrics"), number("gpus")]);
  same("top", stats.top.map((each) => each.metric), [metric, metric]);
  same("highest", stats.top[0].value, stats.metrics[metric].max);
  same("ingest", [stats.ingest.uploads, stats.ingest.rows], [1, number("rows")]);
  same("no number of 32 bits", stats.store.quotaBytes > 0x7fffffff, true);
  const page = await clusters.listClusters();
  const one = page.data.find((each) => each.id === cluster);
  same("cluster", one, { id: cluster, hosts: number("hosts"), gpus: number("gpus") });
  same("the same by its path", (await clusters.getClusterStats({ cluster })).data.gpus, number("gpus"));
}

async function everyGpu() {
  const found: api.Gpu[] = [];
  let cursor: string | undefined;
  do {
    const page: api.GpuPage = await gpus.listGpus({ cluster, limit: 5, cursor });
    same("total", page.total, number("gpus"));
    found.push(...page.data);
    cursor = page.cursor ?? undefined;
  } while (cursor);
  same("GPUs of all pages", new Set(found.map((each) => each.uuid)).size, number("gpus"));
  const one = found.find((each) => each.uuid === uuid);
  same("GPU", [one?.hostname, one?.gpu, one?.name, one?.status], [host, gpu, expected.model, api.GpuStatus.Active]);
  const detail = (await clusters.getClusterHostGpu({ cluster, host, gpu })).data;
  same("newest value", detail.latest.find((each) => each.metric === metric)?.value, number("lastValue"));
  same("last seen", detail.lastSeen, one?.lastSeen);
}

async function samples() {
  const range = { cluster, metric: [metric], startTime: first.toISOString(), endTime: afterLast.toISOString() };
  for (const id of [uuid, `${host}:${gpu}`, `${host}/${gpu}`]) {
    const page = await gpus.getGpuTelemetry({ id, ...range });
    same("samples", [page.count, page.data.length, page.cursor], [number("points"), number("points"), null]);
    same("first and last", [page.data[0].timestamp, page.data[page.count - 1].timestamp], [first, last]);
    same("last value", page.data[page.count - 1].value, number("lastValue"));
  }
  const buckets = await gpus.getGpuTelemetry({ id: uuid, ...range, step: "1d", agg: "max", format: "json" });
  same("highest of the day", buckets.data.map((each) => each.value), [number("max")]);
  const series = await functions.queryGpu({ gpu: `${host}/${gpu}`, cluster, metric: [metric], from: range.startTime, to: range.endTime });
  same("series", [series.uuid, series.from, series.series.length], [uuid, first, 1]);
  same("points", series.series[0].points.length, number("points"));
  same("last point", series.series[0].points.pop(), [last.getTime(), number("lastValue")]);
  const newest = await gpus.listLatestValues({ cluster, host, metric: [metric] });
  same("newest of the host", newest.data.find((each) => each.uuid === uuid)?.value, number("lastValue"));
}

async function operations(id: string) {
  const page = await ingest.listIngests({ cluster });
  same("ingests", page.ingests.map((each) => each.upload), [id]);
  const one = await ingest.getIngest({ cluster, upload: id });
  same("ingest", [one.status, one.rows, one.lastTime], ["DONE", number("rows"), new Date(expected.newestTime)]);
  same("letters", (await ingest.listDeadLetters({ cluster })).count, 0);
  const drained = await functions.drainQueueBatch({ drainRequest: { cluster, maxMessages: null } });
  same("drained", [drained.cluster, drained.messages], [cluster, 0]);
  const header = readFileSync(csv, "utf8").split("\n", 1)[0];
  const chunk = await functions.ingestCsvChunk({ csvChunk: { cluster: `${cluster}-chunk`, csv: `${header}\nno,row\n` } });
  same("chunk", [chunk.rows, chunk.rejected, chunk.rejects[0].line], [1, 1, 2]);
}

async function refusals() {
  const missing = api.ErrorAnswerFromJSON(await refusal(clusters.getCluster({ cluster: "nowhere" }), 404));
  same("code", missing.error.code, api.ErrorDetailCodeEnum.NotFound);
  const several = api.AmbiguousGpuAnswerFromJSON(await refusal(gpus.getGpuTelemetry({ id: gpu, cluster }), 409));
  same("candidates", several.error.candidates.includes(`${host}:${gpu}`), true);
}

async function health() {
  const now = await operation.getHealth();
  same("health", [now.status, now.checks.etcd.reachable], ["UP", true]);
  const text = await operation.getMetrics({ cluster, metric: [metric], stale: "include" });
  same("metrics", text.includes(uuid), true);
}

async function main() {
  same("the description served", await operation.getDescription(), readFileSync(description, "utf8"));
  const id = await upload();
  await statistics();
  await everyGpu();
  await samples();
  await operations(id);
  await refusals();
  await health();
  console.log("ok  TypeScript client: upload, clusters, GPUs, samples, ingests, functions, refusals and metrics are as the sample says");
}

main();
