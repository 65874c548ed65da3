// The editor of a layout: columns are dragged, shares follow the widths; the page asks for the preview by itself.

import { moved, shares } from "./shares.js";

/** Redraw the bars beside the widths. @param {Element} list */
function redraw(list) {
  const widths = Array.from(list.querySelectorAll("[data-width]"));
  shares(widths.map((field) => field.value)).forEach((share, place) => {
    const line = widths[place].closest("[data-column]");
    line.querySelector("progress").value = share;
    line.querySelector("[data-share]").textContent = `${share} %`;
  });
}

/** Place of the line over which the pointer is. @param {Element[]} lines @param {number} y */
function placeAt(lines, y) {
  const place = lines.findIndex((line) => y < line.getBoundingClientRect().bottom);
  return place < 0 ? lines.length - 1 : place;
}

function drag(event) {
  const line = event.target.closest("[data-column]");
  const list = line.parentElement;
  const grip = event.target;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  line.classList.add("dragged");
  const follow = (move) => {
    const lines = Array.from(list.children);
    const from = lines.indexOf(line);
    const to = placeAt(lines, move.clientY);
    if (to !== from) list.replaceChildren(...moved(lines, from, to));
  };
  const drop = () => {
    line.classList.remove("dragged");
    document.removeEventListener("pointermove", follow);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop, { once: true });
}

document.addEventListener("pointerdown", (event) => {
  if (event.target.matches("[data-grip]")) drag(event);
});
document.addEventListener("input", (event) => {
  const list = event.target.closest("[data-columns]");
  if (list) redraw(list);
});
// A print answers with a file: the form stays and may be sent again.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-prints]");
  if (!button) return;
  button.form.setAttribute("data-download", "");
  window.setTimeout(() => button.form.removeAttribute("data-download"), 0);
});
