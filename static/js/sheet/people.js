// Who else has the plan open: a circle for each in the bar, and a frame with their name at their cell.

import { initials } from "./words.js";

const COLOURS = 6;

export class People {
  /**
   * @param {HTMLElement} bar
   * @param {import("./table.js").SheetTable} table
   */
  constructor(bar, table) {
    Object.assign(this, { bar, table });
    this.known = "";
  }

  /** @param {{id: number, name: string, cell: string}[]} here */
  show(here) {
    this.here = here;
    const known = JSON.stringify(here.map(({ id, name }) => [id, name]));
    if (known !== this.known) this.bar.replaceChildren(...here.map((person) => circle(person)));
    this.known = known;
    this.frame();
  }

  /** Put the frames at their cells, also after the table was drawn anew. */
  frame() {
    this.table.element.querySelectorAll("[data-person]").forEach((cell) => {
      cell.removeAttribute("data-person");
      cell.removeAttribute("data-colour");
    });
    (this.here || []).forEach(({ id, name, cell: place }) => {
      const [row, field, period] = place.split("/");
      const cell = row && field && this.table.cellOf(row, field, Number(period) || 0);
      if (cell) Object.assign(cell.dataset, { person: name, colour: String(id % COLOURS) });
    });
  }
}

function circle({ id, name }) {
  const element = Object.assign(document.createElement("span"), { className: "sheet-person", title: name });
  const letters = Object.assign(document.createElement("span"), { textContent: initials(name) });
  letters.setAttribute("aria-hidden", "true");
  const words = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: `${name} sedang membuka rencana ini. ` });
  element.dataset.colour = String(id % COLOURS);
  element.append(letters, words);
  return element;
}
