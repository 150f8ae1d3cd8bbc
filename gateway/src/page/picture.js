// `<time-picture>`: one of the server's pictures, what is laid over it, and which place is which time.

/** How far around a bar's end or a line a pointer may be to hold it: half a finger's width. */
const GRIP = 13;
const STYLE = "<style>svg { overflow: visible; } .grip { fill: transparent; } .grip, text[data-mark] { cursor: ew-resize; }</style>";

/** A picture in a shadow root, so that its styles and the page's never meet. */
class TimePicture extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });

  set svg(text) {
    this.#root.innerHTML = STYLE + text; // from our own server, which escapes what it draws
    // A thin line alone would be hard to hit. Lines first, so that the ends of bars lie above them.
    for (const { dataset: { mark }, x1, y1, y2 } of this.#root.querySelectorAll("line[data-mark]")) {
      const [x, top, bottom] = [x1, y1, y2].map(({ baseVal }) => baseVal.value);
      this.add("rect", { class: "grip", "data-mark": mark, x: x - GRIP, y: top, width: 2 * GRIP, height: bottom - top });
    }
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
   * Shows the bars up to `ms`, or all of them without it. A bar that has not ended yet does not show
   * how it will end. Returns whether the first bar, the caller's, has ended.
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
      // Dashes say that a call will be cancelled.
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

  /** Draws a measured time over the picture, with its words below. */
  measure(ms, words) {
    const { x, top, bottom } = this.#line(ms);
    const middle = this.svg.viewBox.baseVal.width / 2;
    const beyond = ms > +this.svg.dataset.endMs ? " →" : "";
    const ink = { stroke: "var(--ink)", "stroke-width": 2 };
    // Behind the bars: their words have a paper edge, so the line does not strike them through.
    const line = this.add("line", { class: "measure", x1: x, x2: x, y1: top, y2: bottom + 6, ...ink });
    this.#root.querySelector(".bars").before(line);
    this.add("path", { class: "measure", d: `M${x - 5} ${top}h10l-5 7z`, fill: "var(--ink)" });
    const end = x > middle ? "end" : "start";
    this.add("text", { class: "measure", x: x + (end === "end" ? 5 : -5), y: bottom + 19, "text-anchor": end, "font-size": 12 }, words + beyond);
  }
}
customElements.define("time-picture", TimePicture);
