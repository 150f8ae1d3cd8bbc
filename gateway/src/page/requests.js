// A live run: real requests to all four patterns at once. The client leaves when the scenario's caller does.

import { escaped, getJson, msOf, query, short } from "./server.js";

const PATIENCE = 5000; // how long the client waits for an answer that never comes
const WATCH = 65000; // the mocks end a hanging call after a minute

const REST = 2500; // longer than the calls that the usual caller leaves behind

const SLOWER = 20;
const MOST = 60000; // the longest latency and the longest deadline

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const calls = (n) => (n === 1 ? "1 call" : `${n} calls`);
const nameOf = (panel) => panel.dataset.pattern;

/** By pattern: the requests that have ended, in any way, and the calls that are running. */
async function counted(signal) {
  const text = await (await fetch("/metrics", { cache: "no-store", signal })).text();
  const counts = { over: {}, running: {} };
  for (const [, metric, pattern, n] of text.matchAll(/^(gateway_requests_total|upstream_calls_running)\{pattern="([^"]+)".*\} (\d+)/gm)) {
    const by = metric === "upstream_calls_running" ? counts.running : counts.over;
    by[pattern] = (by[pattern] ?? 0) + +n;
  }
  return counts;
}

/**
 * The scenario as it is sent. A caller that leaves after 50 ms leaves calls that end before you
 * could see them. So all its times are stretched by one factor, within what the server allows. A
 * deadline may be stretched less: it is then still later than everything that happens.
 */
function slowed(shown) {
  const [services, leave] = shown.scenario.split(",leave=");
  const deadline = shown.report.deadline_ms;
  const longest = Math.max(...(shown.scenario.match(/\d+m?s/g) ?? [0]).map(msOf));
  const factor = leave ? Math.max(1, Math.min(SLOWER, Math.floor(MOST / longest))) : 1;
  return {
    factor,
    scenario: services.replace(/\d+m?s/g, (word) => short(msOf(word) * factor)),
    deadline: short(Math.min(deadline * factor, MOST)),
    leave: leave && msOf(leave) * factor,
    /** Later than the last event of the script. */
    patience: Math.max(PATIENCE, Math.max(longest, deadline) + 1000),
  };
}

/** One request: how it ended, and when. */
async function ask({ pattern, status }, { sent, signal }) {
  const gone = new AbortController();
  const began = performance.now();
  const elapsed = () => Math.round(performance.now() - began);
  let left;
  const patience = status === "never" ? PATIENCE : sent.patience;
  const timer = setTimeout(() => {
    left = elapsed();
    gone.abort();
  }, sent.leave ?? patience);
  const { factor } = sent;
  const over = factor > 1 ? ` ÷ ${factor}` : "";
  const slower = (ms) =>
    factor > 1 ? `; times are stretched ${factor}×, so that you can watch: ${ms} ms here is ${Math.round(ms / factor)} ms in the picture` : "";
  try {
    const { http, body } = await getJson(`/api/aggregate/${pattern}${query(sent)}`, { signal: AbortSignal.any([gone.signal, signal]) });
    const ms = elapsed();
    return { ms, mark: `measured ${ms} ms${over}`, words: `${body.status}, HTTP ${http}, measured ${ms} ms${slower(ms)}` };
  } catch (error) {
    if (left === undefined) throw error;
    if (sent.leave !== undefined) return { ms: left, mark: `left at ${left} ms${over}`, words: `this client left at ${left} ms${slower(left)}` };
    return { ms: left, mark: "no answer", words: `no answer in ${patience / 1000} s, then this client gave up` };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends the request, then reads what is running on the server once the server has finished with it.
 * Calls that ran before belong to an earlier run: the server counts by pattern, not by client. If
 * one of those ends during this run, one of this run's calls is taken for it.
 */
async function run(panel, index, before, context) {
  const pattern = nameOf(panel);
  const came = await ask(context.shown.panels[index], context);
  const until = performance.now() + 2000;
  while ((await counted(context.signal)).over[pattern] === before.over[pattern] && performance.now() < until) await wait(20);
  // Read again: tasks that the request's end has stopped end a moment later.
  const { running } = await counted(context.signal);
  const earlier = Math.min(before.running[pattern], running[pattern]);
  const left = running[pattern] - earlier;
  const words = `${calls(left)} still running${earlier ? `, and ${earlier} from an earlier run` : ""}`;
  panel.querySelector("time-picture").measure(came.ms / context.sent.factor, came.mark);
  const some = left > 0;
  const box = panel.querySelector(".measured");
  box.innerHTML = `<p>Live: <b>${escaped(came.words)}</b></p>
    <p class="then ${some ? "some" : ""}">${some ? "» " : ""}just after, on the server: ${words}</p>
    <p class="now"></p>`;
  box.hidden = false;
  return { left, words: `${pattern}: ${came.words}, ${words}.` };
}

/** The counts before a run: once nothing is running, or after a while with what still is. */
async function atRest(signal) {
  for (const until = performance.now() + REST; ; await wait(50)) {
    const counts = await counted(signal);
    if (performance.now() > until || !Object.values(counts.running).some(Boolean)) return counts;
  }
}

/** Sends all four requests, and says in words how they ended. Gives what `watch` needs. */
export async function measure({ panels, shown, signal }) {
  const context = { shown, signal, sent: slowed(shown) };
  const before = await atRest(signal);
  const runs = await Promise.all(panels.map((panel, index) => run(panel, index, before, context)));
  return {
    words: `Live. ${runs.map(({ words }) => words).join(" ")}`,
    left: runs.some(({ left }) => left > 0),
    earlier: Object.values(before.running).some(Boolean),
  };
}

/** Shows what is still running on the server, until nothing is. */
export async function watch({ panels, signal, earlier }) {
  const all = earlier ? ", of all runs," : "";
  for (const until = performance.now() + WATCH; performance.now() < until; await wait(250)) {
    const { running } = await counted(signal);
    for (const panel of panels) {
      panel.querySelector(".now").textContent = `on the server right now: ${calls(running[nameOf(panel)])}${all} still running`;
    }
    if (!Object.values(running).some(Boolean)) return;
  }
}
