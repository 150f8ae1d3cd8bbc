// `<time-picture>`: one of the server's pictures, what is laid over it, and which place is which time.

/** How far around its end a bar can be grabbed: a finger's width. */
const GRIP = 13;
const STYLE = "<style>.grip { fill: transparent; cursor: ew-resize; touch-action: none; }</style>";

/** A picture in a shadow root, so that its styles and the page's never meet. */
class TimePicture extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });

  set svg(text) {
    this.#root.innerHTML = STYLE + text; // from our own server, which escapes what it draws
    // What a pointer takes hold of: the thin end of a bar alone would be hard to hit.
    for (const { dataset: { label, end, y } } of this.#root.querySelectorAll(".bars [data-label]")) {
      const place = { x: end - GRIP, y: y - GRIP, width: 2 * GRIP, height: 2 * GRIP };
      this.add("rect", { class: "grip", "data-label": label, ...place });
    }
  }

  get svg() {
    return this.#root.querySelector("svg");
  }

  /** Where a time lies, in the units of the picture; past the axis, at its end. */
  x(ms) {
    const { plotLeft, plotWidth, endMs } = this.svg.dataset;
    return +plotLeft + Math.min(ms / endMs, 1) * plotWidth;
  }

  /** A time as a line across all rows. */
  #line(ms) {
    const top = this.#root.querySelector(".caller").getAttribute("y") - 16;
    return { x: this.x(ms), top, bottom: +this.svg.dataset.bottom };
  }

  /** The time under a point of the screen. */
  msAt(clientX) {
    const svg = this.svg;
    const { left, width } = svg.getBoundingClientRect();
    const x = ((clientX - left) / width) * svg.viewBox.baseVal.width;
    const { plotLeft, plotWidth, endMs } = svg.dataset;
    return ((x - plotLeft) / plotWidth) * endMs;
  }

  add(name, attributes, text = "") {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.textContent = text;
    this.svg.append(node);
    return node;
  }

  /**
   * Shows the bars up to `ms`, those that have not ended in no look of their own; all of them
   * without it. Tells whether the first bar, the caller's, has ended.
   */
  until(ms) {
    this.#root.querySelectorAll(".replay").forEach((node) => node.remove());
    const bars = this.#root.querySelector(".bars");
    bars?.removeAttribute("clip-path");
    const strokes = [...this.#root.querySelectorAll(".bars .stroke")];
    for (const stroke of strokes) {
      // Places are rounded to a tenth.
      const ended = ms === undefined || +stroke.getAttribute("x2") <= this.x(ms) + 0.1;
      stroke.style.color = ended ? "" : "var(--faint)";
      // Dashes tell that a call will be cut short.
      const dashed = stroke.classList.contains("lost");
      stroke.style.strokeDasharray = dashed && !ended ? "none" : "";
      stroke.style.strokeWidth = dashed && !ended ? 5 : "";
    }
    if (ms === undefined || !bars) return true;
    const { x, top, bottom } = this.#line(ms);
    const clip = this.add("clipPath", { id: "past", class: "replay" });
    clip.append(this.add("rect", { width: x + 0.5, height: bottom + 50 }));
    bars.setAttribute("clip-path", "url(#past)");
    this.add("line", { class: "replay", x1: x, x2: x, y1: top, y2: bottom, stroke: "var(--ink)", "stroke-width": 1.5 });
    return !strokes[0].style.color;
  }

  /** Takes away what was measured. */
  forget() {
    this.#root.querySelectorAll(".measure").forEach((node) => node.remove());
  }

  /** Lays a measured time over the picture: across the caller's row and down to its words. */
  measure(ms, words) {
    const { x, top, bottom } = this.#line(ms);
    const middle = this.svg.viewBox.baseVal.width / 2;
    const beyond = ms > +this.svg.dataset.endMs ? " →" : "";
    const ink = { stroke: "var(--ink)", "stroke-width": 2 };
    // Behind the bars: their words have an edge of paper, and are not struck through.
    const line = this.add("line", { class: "measure", x1: x, x2: x, y1: top, y2: bottom + 6, ...ink });
    this.#root.querySelector(".bars").before(line);
    this.add("path", { class: "measure", d: `M${x - 5} ${top}h10l-5 7z`, fill: "var(--ink)" });
    const end = x > middle ? "end" : "start";
    this.add("text", { class: "measure", x: x + (end === "end" ? 5 : -5), y: bottom + 19, "text-anchor": end, "font-size": 12 }, words + beyond);
  }
}
customElements.define("time-picture", TimePicture);
