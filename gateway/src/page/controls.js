// The form: what the visitor asks for, and what is wrong with it.

import { msOf, short } from "./server.js";

export const byId = (id) => document.getElementById(id);
export const form = byId("controls");
export const services = [...form.querySelectorAll("[data-service]")];
export const panels = [...document.querySelectorAll(".panel")];
export const picture = (panel) => panel.querySelector("time-picture");

/** What a link without words asks for: the page's usual scenario and the server's own deadline. */
export const USUAL = { scenario: document.body.dataset.start, deadline: short(+document.body.dataset.deadlineMs) };

/** The scenario in words, as the controls have it. */
function words() {
  const behaviours = services.map((row) => {
    const ending = row.querySelector("select").value;
    const ms = short(row.querySelector("input").valueAsNumber);
    return `${row.dataset.service}=${ending === "hang" ? "hang" : ending ? `${ms}:${ending}` : ms}`;
  });
  if (byId("leaves").checked) behaviours.push(`leave=${short(byId("leave-ms").valueAsNumber)}`);
  return behaviours.join(",");
}

/** The question that the controls ask. */
export const asked = () => ({ scenario: words(), deadline: short(byId("deadline-ms").valueAsNumber) });

/** A built-in scenario, with the deadline that is set. */
export function builtIn(scenario) {
  const field = byId("deadline-ms");
  return { scenario, deadline: field.checkValidity() ? short(field.valueAsNumber) : USUAL.deadline };
}

/** Sets the controls from canonical words, which only the server writes. */
export function setControls({ scenario, name, report }) {
  const given = Object.fromEntries(scenario.split(",").map((word) => word.split("=")));
  for (const row of services) {
    const [latency, ending = ""] = given[row.dataset.service].split(":");
    const hangs = latency === "hang";
    row.querySelector("select").value = hangs ? "hang" : ending;
    // A service that hangs keeps its latency, for when it answers again.
    if (!hangs) row.querySelector("input").value = msOf(latency);
  }
  byId("leaves").checked = "leave" in given;
  if (given.leave) byId("leave-ms").value = msOf(given.leave);
  byId("deadline-ms").value = report.deadline_ms;
  settle(name);
}

/** Sets what depends on the other controls. */
export function settle(name) {
  for (const row of services) {
    row.querySelector("input").disabled = row.querySelector("select").value === "hang";
  }
  byId("leave-ms").disabled = !byId("leaves").checked;
  for (const radio of form.elements.scenario) radio.checked = radio.value === name;
}

/** What is wrong with the first bad number, if there is one. */
export function complaint() {
  const wrong = [...form.querySelectorAll("input[type=number]")].find((it) => !it.checkValidity());
  return wrong && `${wrong.labels[0]?.textContent ?? "leaves after"}: ${wrong.validationMessage}`;
}

/** Shows a complaint; none takes the last one away. */
export function trouble(message = "") {
  byId("trouble").textContent = message;
  byId("trouble").hidden = !message;
}

/** The running time of a replay or a live run. */
export function clock(text = "") {
  byId("clock").textContent = text;
  byId("clock").hidden = !text;
}
