// The server plays every scenario and draws every picture. Here is only what a browser must do
// itself: read the controls, follow a finger, keep the address, and show time passing.

import { runLive } from "./live.js";
import { escaped, getJson, msOf, query, short } from "./server.js";
import "./picture.js";

const byId = (id) => document.getElementById(id);
const form = byId("controls");
const services = [...form.querySelectorAll("[data-service]")];
const panels = [...document.querySelectorAll(".panel")];

// Without a link: what the page is about, and the deadline that the server was started with.
const START = "caller-leaves";
const DEADLINE = short(+document.body.dataset.deadlineMs);

// Real services play no scenario, so there is nothing to run live.
const PLAYS = document.body.dataset.upstream === "mocks";

// What is shown now, as the server gave it; null before the first answer.
let shown = null;

const picture = (panel) => panel.querySelector("time-picture");

// ---- The controls and the words of a scenario

function words() {
  const behaviours = services.map((row) => {
    const ending = row.querySelector("select").value;
    const ms = short(row.querySelector("input").valueAsNumber);
    return `${row.dataset.service}=${ending === "hang" ? "hang" : ending ? `${ms}:${ending}` : ms}`;
  });
  if (byId("leaves").checked) behaviours.push(`leave=${short(byId("leave-ms").valueAsNumber)}`);
  return behaviours.join(",");
}

const asked = () => ({ scenario: words(), deadline: short(byId("deadline-ms").valueAsNumber) });

/** Sets the controls from canonical words, which only the server writes. */
function setControls({ scenario, name, report }) {
  const given = Object.fromEntries(scenario.split(",").map((word) => word.split("=")));
  for (const row of services) {
    const [latency, ending = ""] = given[row.dataset.service].split(":");
    const hangs = latency === "hang";
    row.querySelector("select").value = hangs ? "hang" : ending;
    // A service that hangs keeps its latency, for when it is told to answer again.
    const input = row.querySelector("input");
    if (!hangs) input.value = msOf(latency);
    else if (!input.value) input.value = 40;
  }
  byId("leaves").checked = "leave" in given;
  if (given.leave) byId("leave-ms").value = msOf(given.leave);
  byId("deadline-ms").value = report.deadline_ms;
  settle(name);
}

/** What depends on the controls alone. */
function settle(name) {
  for (const row of services) {
    row.querySelector("input").disabled = row.querySelector("select").value === "hang";
  }
  byId("leave-ms").disabled = !byId("leaves").checked;
  for (const radio of form.elements.scenario) radio.checked = radio.value === name;
}

function trouble(message = "") {
  byId("trouble").textContent = message;
  byId("trouble").hidden = !message;
}

// ---- Asking the server

let asking = false;
let next = null;

/** Shows a scenario. One question at a time and then only the latest: fingers are fast. */
async function show(request) {
  next = request;
  if (asking) return;
  asking = true;
  while (next) {
    const { ask, reach, fill, history, quiet, link } = next;
    next = null;
    try {
      await draw(ask, { reach, fill, quiet });
      trouble();
      const address = query({ scenario: shown.name ?? shown.scenario, deadline: short(shown.report.deadline_ms) });
      if (history) window.history[history](null, "", address);
    } catch (error) {
      const silent = error instanceof TypeError;
      if (link && !silent) await drawWhatIsGood(ask);
      trouble(silent ? "The server does not answer. Is it still running?" : error.message);
    }
  }
  asking = false;
}

/** Of a link that cannot be shown as it is: what is good of it, and the usual for the rest. */
async function drawWhatIsGood({ scenario, deadline }) {
  const usual = { scenario: START, deadline: DEADLINE };
  for (const ask of [{ ...usual, scenario }, { ...usual, deadline }, usual]) {
    const drawn = await draw(ask, { fill: true }).then(() => true, () => false);
    if (drawn) return;
  }
}

async function draw(ask, { reach, fill, quiet }) {
  const { body } = await getJson(`/page/pictures${query(ask, reach ? `&reach=${reach}` : "")}`);
  stopAll();
  shown = body;
  if (fill) setControls(body);
  else settle(body.name);
  render(quiet);
}

// ---- What is under a picture

function runningWords({ running, status }) {
  const who = { never: ", still waited for", abandoned: ", for nobody" };
  return running ? `» still running: ${running}${who[status] ?? ""}` : "still running: 0";
}

function render(quiet) {
  for (const [index, panel] of panels.entries()) {
    const { svg, status, http_status, sections, errors, answer_ms, why, running, cancelled } = shown.panels[index];
    picture(panel).svg = svg;
    // In the words of the picture and of the sentence.
    const blamed = errors.map(({ service, kind }) => `${service} ${kind === "timeout" ? "timed out" : kind}`).join(", ");
    const facts = [
      `<b>${status}</b>`,
      http_status ? `HTTP <b>${http_status}</b>` : "no HTTP answer",
      answer_ms === null ? "" : `after <b>${answer_ms} ms</b>`,
      `sections delivered <b>${sections} of ${services.length}</b>`,
      blamed && `errors: <b>${escaped(blamed)}</b>`,
      cancelled ? `cancelled: <b>${cancelled}</b>` : "",
    ];
    const still = panel.querySelector(".still");
    still.textContent = runningWords(shown.panels[index]);
    still.classList.toggle("some", running > 0);
    panel.querySelector(".answer").innerHTML = `
      <p class="why">${escaped(why)}</p>
      <ul class="facts">${facts.filter(Boolean).map((fact) => `<li>${fact}</li>`).join("")}</ul>
      <div class="measured" hidden></div>`;
  }
  if (guessing()) askForGuess();
  else if (!quiet) byId("summary").textContent = inWords();
}

const inWords = () =>
  shown.panels.map(({ pattern, status, running }) => `${pattern}: ${status}, ${running} still running.`).join(" ");

// ---- Changing the scenario

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", ({ target }) => {
  if (target.name === "scenario") {
    const field = byId("deadline-ms");
    const deadline = field.checkValidity() ? short(field.valueAsNumber) : DEADLINE;
    show({ ask: { scenario: target.value, deadline }, fill: true, history: "pushState" });
    return;
  }
  const wrong = [...form.querySelectorAll("input[type=number]")].find((it) => !it.checkValidity());
  if (wrong) return trouble(`${wrong.labels[0]?.textContent ?? "leaves after"}: ${wrong.validationMessage}`);
  show({ ask: asked(), history: "replaceState" });
});

/** The end of a bar follows the pointer; the axis stands still until it is let go. */
function drag(panel) {
  const host = picture(panel);
  let held = null;
  host.addEventListener("pointerdown", (event) => {
    const grip = event.composedPath()[0];
    if (!grip.dataset?.label || event.button !== 0) return;
    event.preventDefault();
    // Of the host: the picture inside is replaced while it is dragged.
    host.setPointerCapture(event.pointerId);
    held = { row: services.find((row) => row.dataset.service === grip.dataset.label), from: event.clientX, moved: false };
  });
  host.addEventListener("pointermove", ({ clientX }) => {
    if (!held || (!held.moved && Math.abs(clientX - held.from) < 3)) return;
    held.moved = true;
    const reach = shown.reach_ms;
    // About two hundred steps an axis, each a round time.
    const step = 10 ** Math.max(0, Math.floor(Math.log10(reach / 100)));
    const ms = Math.round(host.msAt(clientX) / step) * step;
    held.row.querySelector("input").value = Math.min(Math.max(ms, 0), 60000);
    const ending = held.row.querySelector("select");
    if (ending.value === "hang") ending.value = "";
    show({ ask: asked(), reach, history: "replaceState", quiet: true });
  });
  const letGo = () => {
    if (held?.moved) show({ ask: asked(), history: "replaceState" });
    held = null;
  };
  host.addEventListener("pointerup", letGo);
  host.addEventListener("pointercancel", letGo);
}
panels.forEach(drag);

// ---- Predict

const guessing = () => byId("pictures").classList.contains("guessing");

function askForGuess() {
  byId("question").textContent = `${form.querySelector(":checked + span")?.textContent ?? "Your own scenario"}: ${shown.scenario}`;
  byId("verdict").hidden = true;
}

function hide(yes) {
  stopAll();
  byId("pictures").classList.toggle("guessing", yes);
  byId("predict").setAttribute("aria-pressed", yes);
  byId("guess").hidden = !yes;
  byId("replay").disabled = yes;
  byId("live").disabled = yes || !PLAYS;
  for (const panel of panels) picture(panel).inert = yes;
  byId("verdict").hidden = true;
  if (yes) {
    byId("guess").reset();
    byId("summary").textContent = "";
    askForGuess();
  }
}

byId("predict").addEventListener("click", () => shown && hide(!guessing()));
byId("guess").addEventListener("change", ({ target }) => {
  // "None" and a pattern exclude each other.
  for (const box of byId("guess").elements.guess) {
    if (target.checked && (target.value === "none") !== (box.value === "none")) box.checked = false;
  }
});
byId("guess").addEventListener("submit", (event) => {
  event.preventDefault();
  const boxes = [...byId("guess").elements.guess].filter((box) => box.checked);
  if (!boxes.length) return trouble("Tick at least one: “none of them” is an answer too.");
  trouble();
  const guessed = boxes.map((box) => box.value).filter((value) => value !== "none");
  const truth = shown.panels.filter(({ running }) => running).map(({ pattern }) => pattern);
  const right = truth.length === guessed.length && truth.every((pattern) => guessed.includes(pattern));
  hide(false);
  byId("verdict").textContent = `${right ? "Right" : "Not quite"}: ${truth.length ? truth.join(" and ") : "none of them"} still ${
    truth.length === 1 ? "has" : "have"} calls running.${right ? "" : ` You said ${guessed.join(" and ") || "none of them"}.`}`;
  byId("verdict").hidden = false;
  byId("verdict").focus(); // the button that had it is gone
  byId("summary").textContent = inWords();
});

// ---- Replay

const SLOWLY = 6000; // milliseconds for the whole axis
let replaying = null; // what ends a replay

function clock(text = "") {
  byId("clock").textContent = text;
  byId("clock").hidden = !text;
}

function stopReplay() {
  if (!replaying) return;
  replaying();
  replaying = null;
  byId("replay").textContent = "Replay";
  for (const panel of panels) {
    picture(panel).until();
    panel.classList.remove("pending");
  }
  clock();
}

function replay() {
  const end = shown.reach_ms;
  byId("replay").textContent = "Stop";
  const at = (ms) => {
    // What a pattern came to is told when its caller is through.
    for (const panel of panels) panel.classList.toggle("pending", !picture(panel).until(ms));
    clock(`${Math.round(ms)} ms`);
  };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    // Nothing moves: the pictures change from one event to the next.
    const ends = shown.report.patterns.flatMap(({ calls, answer_ms }) => [answer_ms, ...calls.map((call) => call.end_ms)]);
    const steps = [...new Set([0, ...ends.filter((ms) => ms !== null), end])].filter((ms) => ms <= end).sort((a, b) => a - b);
    const step = () => (steps.length ? at(steps.shift()) : stopReplay());
    const timer = setInterval(step, 1200);
    replaying = () => clearInterval(timer);
    return step();
  }
  const began = performance.now();
  let frame;
  const step = (now) => {
    const ms = ((now - began) / SLOWLY) * end;
    if (ms >= end) return stopReplay();
    at(Math.max(ms, 0));
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  replaying = () => cancelAnimationFrame(frame);
}
byId("replay").addEventListener("click", () => {
  if (replaying) return stopReplay();
  stopAll();
  if (shown) replay();
});

// ---- Run live

let liveRun = null; // aborts it

/** Ends what is under way, and what was said of it. */
function stopAll() {
  trouble();
  stopReplay();
  liveRun?.abort();
  liveRun = null;
  for (const panel of panels) {
    picture(panel).forget();
    panel.querySelector(".measured")?.setAttribute("hidden", "");
  }
}

async function live() {
  stopAll();
  const run = (liveRun = new AbortController());
  byId("live").textContent = "Stop";
  clock("asking the server…");
  const told = (words) => {
    clock();
    byId("summary").textContent = words;
  };
  try {
    await runLive({ panels, shown, signal: run.signal, told });
  } catch (error) {
    if (!run.signal.aborted) trouble(`The live run failed: ${error.message}`);
    run.abort(); // one that fails takes the others with it
  }
  if (liveRun && liveRun !== run) return; // the next one is under way
  liveRun = null;
  byId("live").textContent = "Run live";
  clock();
}
byId("live").addEventListener("click", () => (liveRun ? stopAll() : shown && live()));

// ---- The address

function fromAddress() {
  const given = new URLSearchParams(location.search);
  show({ ask: { scenario: given.get("scenario") ?? START, deadline: given.get("deadline") ?? DEADLINE }, fill: true, link: true });
}
addEventListener("popstate", fromAddress);
byId("live").disabled = !PLAYS;
byId("no-live").hidden = PLAYS;
if (!PLAYS) byId("live").setAttribute("aria-describedby", "no-live");
// On a narrow screen the pictures come first, and the controls when they are asked for.
form.querySelector("details").open = !matchMedia("(max-width: 960px)").matches;
fromAddress();
