// Real requests to all four patterns at once, by a client that leaves when the scenario's caller does.

import { escaped, getJson, msOf, query, short } from "./server.js";

const PATIENCE = 5000; // what has not answered by then never will, as far as a visitor cares
const WATCH = 65000; // over HTTP a service that hangs is let go after a minute

const SLOWER = 20;
const MOST = 60000; // the longest latency and the longest deadline

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const calls = (n) => (n === 1 ? "1 call" : `${n} calls`);
const nameOf = (panel) => panel.dataset.pattern;

/** By pattern: the requests that are over, however they ended, and the calls that run. */
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
 * The scenario as it is sent. A caller that leaves after 50 ms leaves work that is over before
 * anybody could look, so there everything takes longer, alike, and within what the server allows.
 */
function slowed(shown) {
  const [services, leave] = shown.scenario.split(",leave=");
  const deadline = shown.report.deadline_ms;
  const longest = Math.max(deadline, ...(shown.scenario.match(/\d+m?s/g) ?? []).map(msOf));
  const factor = leave ? Math.max(1, Math.min(SLOWER, Math.floor(MOST / longest))) : 1;
  return {
    factor,
    scenario: services.replace(/\d+m?s/g, (word) => short(msOf(word) * factor)),
    deadline: short(deadline * factor),
    leave: leave && msOf(leave) * factor,
  };
}

/** One request: what came of it, and when. */
async function ask(pattern, { sent, signal }) {
  const gone = new AbortController();
  const began = performance.now();
  const elapsed = () => Math.round(performance.now() - began);
  let left;
  const timer = setTimeout(() => {
    left = elapsed();
    gone.abort();
  }, sent.leave ?? PATIENCE);
  const over = sent.factor > 1 ? ` ÷ ${sent.factor}` : "";
  const slower = sent.factor > 1 ? `, all ${sent.factor} times slower` : "";
  try {
    const { http, body } = await getJson(`/api/aggregate/${pattern}${query(sent)}`, { signal: AbortSignal.any([gone.signal, signal]) });
    const ms = elapsed();
    return { ms, mark: `measured ${ms} ms${over}`, words: `${body.status}, HTTP ${http}, measured ${ms} ms${slower}` };
  } catch (error) {
    if (left === undefined) throw error;
    if (sent.leave !== undefined) return { ms: left, mark: `left at ${left} ms${over}`, words: `this client left at ${left} ms${slower}` };
    return { ms: left, mark: "no answer", words: `no answer in ${PATIENCE / 1000} s, then this client gave up` };
  } finally {
    clearTimeout(timer);
  }
}

/** Asks, and looks at what runs on the server as soon as the server, too, is through with the request. */
async function run(panel, before, context) {
  const pattern = nameOf(panel);
  const came = await ask(pattern, context);
  const until = performance.now() + 2000;
  while ((await counted(context.signal)).over[pattern] === before.over[pattern] && performance.now() < until);
  // Again: tasks that the request's end has stopped are gone a moment later.
  const { running } = await counted(context.signal);
  panel.querySelector("time-picture").measure(came.ms / context.sent.factor, came.mark);
  const some = running[pattern] > 0;
  const box = panel.querySelector(".measured");
  box.innerHTML = `<p>Live: <b>${escaped(came.words)}</b></p>
    <p class="then ${some ? "some" : ""}">${some ? "» " : ""}just after, on the server: ${calls(running[pattern])} still running</p>
    <p class="now"></p>`;
  box.hidden = false;
  return `${pattern}: ${came.words}, ${calls(running[pattern])} still running.`;
}

/** Runs all four, tells in words what came of them, then watches until nothing runs any more. */
export async function runLive(context) {
  const { panels, signal, told } = context;
  context.sent = slowed(context.shown);
  const before = await counted(signal);
  const words = await Promise.all(panels.map((panel) => run(panel, before, context)));
  told(`Live. ${words.join(" ")}`);
  for (const until = performance.now() + WATCH; performance.now() < until; await wait(250)) {
    const { running } = await counted(signal);
    for (const panel of panels) {
      panel.querySelector(".now").textContent = `on the server right now: ${calls(running[nameOf(panel)])} still running`;
    }
    if (!Object.values(running).some(Boolean)) return;
  }
}
