// The end of a bar, the deadline and the caller's line follow the pointer.

import { asked, byId, panels, picture, services } from "./controls.js";
import { show, shown } from "./show.js";

/** Fewer pixels are a click, not a drag. */
const LEAST = 3;

let drags = 0;

/** What a grip moves: its number field, and what has to be set for the number to count. */
function held({ label, mark }) {
  const row = services.find((row) => row.dataset.service === label);
  if (row) {
    const ending = row.querySelector("select");
    return { field: row.querySelector("input"), least: 0, ready: () => ending.value === "hang" && (ending.value = "") };
  }
  if (mark?.startsWith("deadline")) return { field: byId("deadline-ms"), least: 1 };
  return mark && { field: byId("leave-ms"), least: 0 };
}

/** The axis stands still until the pointer is released. */
function watch(panel) {
  const host = picture(panel);
  let drag = null;
  host.addEventListener("pointerdown", (event) => {
    const grip = held(event.composedPath()[0].dataset ?? {});
    // One finger drags; a second one does not take over.
    if (!grip || drag || event.button !== 0) return;
    event.preventDefault();
    // Captured by the host: a drag replaces the picture inside it.
    host.setPointerCapture(event.pointerId);
    drags += 1;
    const { pointerId, clientX } = event;
    drag = { ...grip, pointerId, from: clientX, was: grip.field.value, by: `drag ${drags}`, moved: false };
  });
  host.addEventListener("pointermove", ({ pointerId, clientX }) => {
    if (drag?.pointerId !== pointerId || (!drag.moved && Math.abs(clientX - drag.from) < LEAST)) return;
    drag.moved = true;
    const reach = shown.reach_ms;
    // About two hundred steps an axis, each a round time.
    const step = 10 ** Math.max(0, Math.floor(Math.log10(reach / 100)));
    const ms = Math.round(host.msAt(clientX) / step) * step;
    drag.field.value = Math.min(Math.max(ms, drag.least), 60000);
    drag.ready?.();
    show({ ask: asked(), reach, by: drag.by, quiet: true });
  });
  const end = ({ type, pointerId }) => {
    if (drag?.pointerId !== pointerId) return;
    // The browser took the finger to scroll the page: nothing was meant to move.
    if (type === "pointercancel") drag.field.value = drag.was;
    if (drag.moved) show({ ask: asked(), by: drag.by });
    drag = null;
  };
  host.addEventListener("pointerup", end);
  host.addEventListener("pointercancel", end);
}
panels.forEach(watch);
