// Predict: the visitor guesses before the answer is shown.

import { builtIn, byId, form, panels, picture, trouble } from "./controls.js";
import { events, readOut, show, shown, stopAll } from "./show.js";

const guess = byId("guess");
const verdict = byId("verdict");

/** The built-in scenarios whose answer the visitor has seen. */
const seen = new Set();

const guessing = () => byId("pictures").classList.contains("guessing");

/** The next built-in scenario that the visitor has not seen; none if all are. */
function unseen() {
  const names = [...form.elements.scenario].map(({ value }) => value);
  const after = names.indexOf(shown.name) + 1;
  return [...names.slice(after), ...names.slice(0, after)].find((name) => !seen.has(name));
}

function ask() {
  const title = form.querySelector(":checked + span")?.textContent ?? "Your own scenario";
  byId("question").textContent = `${title}: ${shown.scenario}`;
}

function hide(yes) {
  stopAll();
  byId("pictures").classList.toggle("guessing", yes);
  byId("predict").setAttribute("aria-pressed", yes);
  guess.hidden = !yes;
  for (const panel of panels) picture(panel).inert = yes;
  verdict.hidden = true;
  events.dispatchEvent(new CustomEvent("guessing", { detail: yes }));
}

byId("predict").addEventListener("click", () => {
  if (!shown) return;
  if (guessing()) {
    hide(false);
    seen.add(shown.name);
    return readOut();
  }
  hide(true);
  guess.reset();
  byId("summary").textContent = "";
  // The answer to what is shown is known already: ask about another scenario.
  const name = unseen();
  if (name) show({ ask: builtIn(name), fill: true, by: `predict ${name}` });
  else ask();
});

events.addEventListener("shown", ({ detail: { isOther, quiet } }) => {
  // A verdict is about the scenario that it was given for.
  if (isOther) verdict.hidden = true;
  if (guessing()) return ask();
  seen.add(shown.name);
  if (!quiet) readOut();
});

guess.addEventListener("change", ({ target }) => {
  // "None" and a pattern exclude each other.
  for (const box of guess.elements.guess) {
    if (target.checked && (target.value === "none") !== (box.value === "none")) box.checked = false;
  }
});

guess.addEventListener("submit", (event) => {
  event.preventDefault();
  const boxes = [...guess.elements.guess].filter((box) => box.checked);
  if (!boxes.length) return trouble("Tick at least one: “none of them” is an answer too.");
  const guessed = boxes.map((box) => box.value).filter((value) => value !== "none");
  const truth = shown.panels.filter(({ running }) => running).map(({ pattern }) => pattern);
  const right = truth.length === guessed.length && truth.every((pattern) => guessed.includes(pattern));
  hide(false);
  seen.add(shown.name);
  const answer = `${truth.join(" and ") || "none of them"} still ${truth.length === 1 ? "has" : "have"} calls running.`;
  verdict.textContent = right ? `Right: ${answer}` : `Not quite: ${answer} You said ${guessed.join(" and ") || "none of them"}.`;
  verdict.hidden = false;
  verdict.focus(); // the button that had the focus is gone
  readOut();
});
