// How the server is asked, and how its words get into the page.

/** A time in the words of a scenario. */
export const short = (ms) => (ms > 0 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

/** And back: `40ms` or `3s`, as the server writes them. */
export const msOf = (word) => parseInt(word) * (word.endsWith("ms") ? 1 : 1000);

/** For HTML. */
export const escaped = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;

/** As a person would write it: the server takes commas and colons as they are. */
export const query = ({ scenario, deadline }, more = "") =>
  `?scenario=${encodeURIComponent(scenario).replace(/%2C/g, ",").replace(/%3D/g, "=").replace(/%3A/g, ":")}` +
  `&deadline=${encodeURIComponent(deadline)}${more}`;

/** An answer of any status, unless it is a refusal. */
export async function getJson(path, options) {
  const response = await fetch(path, { cache: "no-store", ...options });
  // What the HTTP parser refuses has no body.
  const body = await response.json().catch(() => ({ error: { message: `HTTP ${response.status}` } }));
  if (body.error) throw new Error(body.error.message);
  return { http: response.status, body };
}
