// A small menu that opens at a button and closes on the next click anywhere.

import { button } from "./dom.js";

export function menu(opener, box, lines) {
  const close = () => { box.hidden = true; };
  const line = ([words, act, kind]) => button([words], () => { close(); act(); }, { role: "menuitem", class: kind });
  opener.addEventListener("click", (event) => {
    event.stopPropagation();
    box.replaceChildren(...lines().map(line));
    box.hidden = !box.hidden;
  });
  document.addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}
