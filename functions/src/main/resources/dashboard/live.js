// What changed, as it changes: server-sent events where the server has them, and a question every few seconds where not.

const POLL_MS = 5_000;
const ASK_AGAIN_MS = 60_000;

export class Live {
  #handlers;
  #source = null;
  #poll = 0;
  #retry = 0;
  #cluster = "";

  /** Handlers: `opened()`, `stats(summary)`, `hosts(names)`, `poll()` and `state("live" | "polling")`. */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Follows a cluster, and no other one any more. */
  follow(cluster) {
    this.#stop();
    this.#cluster = cluster;
    this.#listen();
    document.onvisibilitychange = () => {
      if (!document.hidden && this.#poll) this.#handlers.poll();
    };
  }

  #stop() {
    this.#source?.close();
    clearInterval(this.#poll);
    clearTimeout(this.#retry);
    this.#poll = 0;
  }

  #listen() {
    const source = new EventSource(`api/v1/events?${new URLSearchParams({ cluster: this.#cluster })}`);
    this.#source = source;
    // Of what changed before this moment no event tells.
    source.addEventListener("open", () => this.#handlers.opened());
    source.addEventListener("stats", (event) => {
      this.#alive();
      this.#handlers.stats(JSON.parse(event.data));
    });
    source.addEventListener("hosts", (event) => this.#handlers.hosts(JSON.parse(event.data).hosts));
    source.addEventListener("error", () => {
      this.#pollMeanwhile();
      // Closed for good where it was refused: there are too many listeners, or no events at all.
      if (source.readyState === EventSource.CLOSED) this.#retry = setTimeout(() => this.#listen(), ASK_AGAIN_MS);
    });
  }

  #alive() {
    clearInterval(this.#poll);
    this.#poll = 0;
    this.#handlers.state("live");
  }

  #pollMeanwhile() {
    if (this.#poll) return;
    this.#poll = setInterval(() => {
      if (!document.hidden) this.#handlers.poll();
    }, POLL_MS);
    this.#handlers.state("polling");
    this.#handlers.poll();
  }
}
