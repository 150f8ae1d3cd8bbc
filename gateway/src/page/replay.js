// Replay: the four pictures unfold in time, slowly.

import { byId, clock, panels, picture } from "./controls.js";
import { events, shown, stopAll } from "./show.js";

/** Milliseconds for the whole axis. */
const SLOWLY = 6000;

/** Milliseconds between two events, for visitors who want no motion. */
const STEP = 1200;

let stop = null; // ends a replay

function ended() {
  if (!stop) return;
  stop();
  stop = null;
  byId("replay").textContent = "Replay";
  for (const panel of panels) {
    picture(panel).until();
    panel.classList.remove("pending");
  }
  clock();
}

/** Shows everything up to a time. A panel's words appear when its caller has returned or left. */
function at(ms) {
  for (const panel of panels) panel.classList.toggle("pending", !picture(panel).until(ms));
  clock(`${Math.round(ms)} ms`);
}

/** From one event to the next, without motion. */
function stepwise(end) {
  const ends = shown.report.patterns.flatMap(({ calls, answer_ms }) => [answer_ms, ...calls.map((call) => call.end_ms)]);
  const times = [...new Set([0, ...ends.filter((ms) => ms !== null), end])].filter((ms) => ms <= end).sort((a, b) => a - b);
  const step = () => (times.length ? at(times.shift()) : ended());
  const timer = setInterval(step, STEP);
  stop = () => clearInterval(timer);
  step();
}

function smoothly(end) {
  const began = performance.now();
  let frame;
  const step = (now) => {
    const ms = ((now - began) / SLOWLY) * end;
    if (ms >= end) return ended();
    at(Math.max(ms, 0));
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  stop = () => cancelAnimationFrame(frame);
}

byId("replay").addEventListener("click", () => {
  if (stop) return ended();
  stopAll();
  if (!shown) return;
  byId("replay").textContent = "Stop";
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (calm ? stepwise : smoothly)(shown.reach_ms);
});
events.addEventListener("stop", ended);
events.addEventListener("guessing", ({ detail }) => (byId("replay").disabled = detail));
