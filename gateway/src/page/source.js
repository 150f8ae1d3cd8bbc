// The Rust of a pattern opens at its function, and not at the text above it.

for (const source of document.querySelectorAll(".source")) {
  source.addEventListener("toggle", () => {
    const listing = source.querySelector("pre");
    if (source.open) listing.scrollTop = source.querySelector("mark").offsetTop - listing.offsetTop - 60;
  });
}
