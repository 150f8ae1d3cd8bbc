// The page's start: the server plays every scenario and draws every picture; the browser reads the
// controls, follows the pointer, keeps the address and shows time passing.

import { USUAL, asked, builtIn, complaint, form, trouble } from "./controls.js";
import { show } from "./show.js";
import "./picture.js";
import "./drag.js";
import "./predict.js";
import "./replay.js";
import "./live.js";
import "./source.js";

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", ({ target }) => {
  if (target.name === "scenario") {
    return show({ ask: builtIn(target.value), fill: true, by: `choose ${target.value}` });
  }
  const wrong = complaint();
  if (wrong) return trouble(wrong);
  show({ ask: asked(), by: target.id });
});

function fromAddress() {
  const given = new URLSearchParams(location.search);
  const ask = { scenario: given.get("scenario") ?? USUAL.scenario, deadline: given.get("deadline") ?? USUAL.deadline };
  show({ ask, fill: true, link: true });
}
addEventListener("popstate", fromAddress);
// On a narrow screen the pictures come first: the controls open when the visitor asks for them.
form.querySelector("details").open = !matchMedia("(max-width: 960px)").matches;
fromAddress();
