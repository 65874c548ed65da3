// The list above the table of what is not saved: each with its reason and what can be done about it.

import { again } from "./unsaved.js";
import { contentWords, shortWords } from "./words.js";

export class Tray {
  /**
   * @param {HTMLElement} element with [data-heading], ul and [data-copy]
   * @param {{unsaved: import("./unsaved.js").Unsaved, name: (change: object) => string, show: (change: object) => void,
   *   send: (change: object) => void, drop: (item: object) => void, compare: (item: object) => void}} line
   */
  constructor(element, line) {
    Object.assign(this, { element, line });
    this.list = element.querySelector("ul");
    this.heading = element.querySelector("[data-heading]");
    this.copy = element.querySelector("[data-copy]");
    this.copy.addEventListener("click", () => this.#copyAll());
    this.waiting = [];
  }

  /**
   * Draw the list anew.
   * @param {string} stopped why editing ended, "" while it goes on
   * @param {object[]} waiting changes that can no longer be sent
   */
  draw(stopped, waiting) {
    this.waiting = waiting.filter(({ op }) => op === "cell");
    const { items } = this.line.unsaved;
    this.element.hidden = !items.length && !stopped;
    this.heading.textContent = stopped || `${items.length} perubahan belum tersimpan`;
    this.list.replaceChildren(...items.map((item) => this.#entry(item, Boolean(stopped))), ...this.waiting.map((change) => {
      return entry(`${this.line.name(change)}: ${shortWords(change.to)}`);
    }));
    this.copy.hidden = !items.length && !this.waiting.length;
  }

  #entry(item, isStopped) {
    const { change, outcome } = item;
    const buttons = isStopped ? [] : this.#acts(item).map(([label, act]) => button(label, act));
    if (change.op !== "cell") return entry(outcome.message, ...buttons);
    const reason = outcome.state === "conflict" ? `${outcome.who || "Orang lain"} juga mengubah sel ini.` : outcome.message;
    const place = button(this.line.name(change), () => this.line.show(change));
    place.className = "btn btn-link btn-sm p-0";
    return entry(place, ` “${shortWords(change.to)}”: ${reason} `, ...buttons);
  }

  #acts(item) {
    const { change, outcome } = item;
    const drop = () => this.line.drop(item);
    const resend = (more = {}) => () => {
      this.line.unsaved.drop(item);
      this.line.send({ ...again(item), ...more });
    };
    if (outcome.state === "conflict") return [["Bandingkan", () => this.line.compare(item)]];
    if (outcome.code === "overtaken") return [["Lewati langkah ini", resend({ skip: true })], ["Biarkan", drop]];
    if (change.op === "undo" || change.op === "redo") return [["Tutup", drop]];
    return [[outcome.code === "unfinished" ? "Pakai" : "Coba lagi", resend()], ["Buang", drop]];
  }

  async #copyAll() {
    const changes = [...this.line.unsaved.items.map(({ change }) => change), ...this.waiting].filter(({ op }) => op === "cell");
    await navigator.clipboard.writeText(changes.map((change) => `${this.line.name(change)}\t${contentWords(change.to)}`).join("\n"));
    this.copy.textContent = "Tersalin";
  }
}

function entry(...parts) {
  const item = document.createElement("li");
  item.append(...parts);
  return item;
}

function button(label, act) {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  element.className = "btn btn-outline-secondary btn-sm";
  element.addEventListener("click", act);
  return element;
}
