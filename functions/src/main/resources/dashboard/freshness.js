// Whether samples still come: a page that is connected and a queue that is empty say nothing about that.

import { time } from "./format.js";

/** Age of the newest sample from which it is late: two scrapes of the slowest usual kind, a minute apart. */
const LATE_MS = 120_000;
/** Age from which nobody sends any more. */
const SILENT_MS = 300_000;
/** Age from which it is a capture of the past, of which nobody expects more. */
const PAST_MS = 86_400_000;

/**
 * What the newest sample of a cluster says: `{state, link, since}`. The state is `good`, `warn`, `bad`, or `plain` where there
 * is no sample or all are of the past; `since` says of when the newest one is, or is "" where samples come.
 */
export function freshness(summary, now = Date.now()) {
  if (!summary.lastSeen) return { state: "plain", link: "Connected", since: "" };
  const newestMs = Date.parse(summary.lastSeen);
  const age = now - newestMs;
  if (age < LATE_MS) return { state: "good", link: "Live", since: "" };
  const since = `The newest sample is of ${time(newestMs, now)}`;
  if (age >= PAST_MS) return { state: "plain", link: "Connected", since };
  return { state: age < SILENT_MS ? "warn" : "bad", link: "No new samples", since };
}

/**
 * Shows how the page hears of changes, and whether there are any.
 *
 * @param known what the page knows: `awaySince` the server is silent, `link` `live` or `polling`, the `summary`
 */
export function showLink(link, known) {
  if (known.awaySince > 0) {
    link.className = "link away";
    link.textContent = "No answer";
  } else if (known.link && known.summary) {
    const feed = freshness(known.summary);
    const polled = known.link === "polling" && !["warn", "bad"].includes(feed.state);
    link.className = `link ${known.link} ${feed.state}`;
    link.textContent = polled ? "Every 5 s" : feed.link;
    link.title = feed.since;
  }
}
