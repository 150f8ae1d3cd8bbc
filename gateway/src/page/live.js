// Run live: the button, and what it says.

import { byId, clock, panels, picture, trouble } from "./controls.js";
import { measure, watch } from "./requests.js";
import { events, shown, stopAll } from "./show.js";

// Real services play no scenario, so there is nothing to run live.
const PLAYS = document.body.dataset.upstream === "mocks";

let run = null; // aborts a run, and the look at what it left

function label(text) {
  byId("live").textContent = text;
  clock(text === "Stop" ? "asking the server…" : "");
}

function stop() {
  run?.abort();
  run = null;
  label("Run live");
  for (const panel of panels) {
    picture(panel).forget();
    panel.querySelector(".measured")?.setAttribute("hidden", "");
  }
}

async function live() {
  stopAll();
  const { signal } = (run = new AbortController());
  label("Stop");
  try {
    const { words, left, earlier } = await measure({ panels, shown, signal });
    byId("summary").textContent = words;
    // The answers are there: the button is free again while the counts below keep up.
    label("Run live");
    if (left) await watch({ panels, signal, earlier });
  } catch (error) {
    if (signal.aborted) return; // stopped, and perhaps the next run has begun
    stopAll();
    trouble(`The live run failed: ${error.message}`);
  }
}

byId("live").addEventListener("click", () => {
  if (byId("live").textContent === "Stop") stopAll();
  else if (shown) live();
});
events.addEventListener("stop", stop);
events.addEventListener("guessing", ({ detail }) => (byId("live").disabled = detail || !PLAYS));
byId("live").disabled = !PLAYS;
byId("no-live").hidden = PLAYS;
if (!PLAYS) byId("live").setAttribute("aria-describedby", "no-live");
