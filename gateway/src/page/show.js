// Asks the server for a scenario's pictures, shows them, and keeps the address.

import { USUAL, byId, panels, picture, services, setControls, settle, trouble } from "./controls.js";
import { escaped, getJson, query, short } from "./server.js";

/** What is shown now, as the server sent it; null before the first answer. */
export let shown = null;

/** `stop`: whatever is under way ends. `shown`: a scenario is there; `detail` says whether it is another one. */
export const events = new EventTarget();

export function stopAll() {
  trouble();
  events.dispatchEvent(new Event("stop"));
}

let asking = false;
let next = null;

/**
 * Shows a scenario. One question at a time and then only the latest: fingers are fast.
 *
 * `by` names what the visitor used. Back undoes one use: a second change by the same control
 * replaces the first in the history, a change by another one is an entry of its own.
 */
export async function show(request) {
  next = request;
  if (asking) return;
  asking = true;
  while (next) {
    const { ask, reach, fill, by, quiet, link } = next;
    next = null;
    try {
      await draw(ask, { reach, fill, quiet });
      // Back was pressed meanwhile: an answer that comes late must not add an entry.
      if (by && !next?.link) remember(by);
    } catch (error) {
      const silent = error instanceof TypeError;
      if (link && !silent) await drawWhatIsGood(ask);
      trouble(silent ? "The server does not answer. Is it still running?" : error.message);
    }
  }
  asking = false;
}

function remember(by) {
  const address = query({ scenario: shown.name ?? shown.scenario, deadline: short(shown.report.deadline_ms) });
  if (address === location.search) return;
  const again = history.state?.by === by;
  history[again ? "replaceState" : "pushState"]({ by }, "", address);
}

/** Of a bad link: what is good of it, and the usual for the rest. */
async function drawWhatIsGood({ scenario, deadline }) {
  for (const ask of [{ ...USUAL, scenario }, { ...USUAL, deadline }, USUAL]) {
    const drawn = await draw(ask, { fill: true }).then(() => true, () => false);
    if (drawn) return;
  }
}

const identity = (body) => body && `${body.scenario} ${body.report.deadline_ms}`;

async function draw(ask, { reach, fill, quiet }) {
  const { body } = await getJson(`/page/pictures${query(ask, reach ? `&reach=${reach}` : "")}`);
  stopAll();
  const isOther = identity(body) !== identity(shown);
  shown = body;
  // A visitor who has changed the controls meanwhile keeps them: their question is the next one.
  if (!next) fill ? setControls(body) : settle(body.name);
  render();
  events.dispatchEvent(new CustomEvent("shown", { detail: { isOther, quiet } }));
}

function runningWords({ running, status }) {
  const who = { never: ", caller waits", abandoned: ", no caller" };
  return running ? `» still running: ${running}${who[status] ?? ""}` : "still running: 0";
}

function facts({ status, http_status, sections, errors, answer_ms, cancelled }) {
  // In the words of the picture and of the sentence.
  const failed = errors.map(({ service, kind }) => `${service} ${kind === "timeout" ? "timed out" : kind}`).join(", ");
  return [
    `<b>${status}</b>`,
    http_status ? `HTTP <b>${http_status}</b>` : "no HTTP answer",
    answer_ms === null ? "" : `after <b>${answer_ms} ms</b>`,
    `sections delivered <b>${sections} of ${services.length}</b>`,
    failed && `errors: <b>${escaped(failed)}</b>`,
    cancelled ? `cancelled: <b>${cancelled}</b>` : "",
  ].filter(Boolean);
}

function render() {
  for (const [index, panel] of panels.entries()) {
    const run = shown.panels[index];
    picture(panel).svg = run.svg;
    const still = panel.querySelector(".still");
    still.textContent = runningWords(run);
    still.classList.toggle("some", run.running > 0);
    panel.querySelector(".answer").innerHTML = `
      <p class="why">${escaped(run.why)}</p>
      <ul class="facts">${facts(run).map((fact) => `<li>${fact}</li>`).join("")}</ul>
      <div class="measured" hidden></div>`;
  }
}

/** The outcome of all four, for a screen reader. */
export function readOut() {
  const words = shown.panels.map(({ pattern, status, running }) => `${pattern}: ${status}, ${running} still running.`);
  byId("summary").textContent = words.join(" ");
}
