// The dialog in which one decides between two contents of one cell.

import { joined } from "./unsaved.js";
import { clockWords, contentWords } from "./words.js";

export class Dispute {
  /**
   * @param {HTMLDialogElement} dialog with [data-part] for its words and button[value] for its answers
   * @param {(item: object, to: string | number[] | null) => void} decide to: the content decided on, null: theirs stays
   */
  constructor(dialog, decide) {
    Object.assign(this, { dialog, decide });
    dialog.addEventListener("click", (event) => this.#answer(event.target.closest("button")));
  }

  get isOpen() {
    return this.dialog.open;
  }

  #part(name) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(`[data-part="${name}"]`));
  }

  /** Show both contents. name: of the cell. */
  open(item, name) {
    this.item = item;
    const { change, outcome } = item;
    const who = outcome.who || "orang lain";
    const at = clockWords(outcome.at);
    this.#part("cell").textContent = name;
    this.#part("who").textContent = `Isian ${who}${at ? `, pukul ${at}` : ""}`;
    this.#part("mine").textContent = contentWords(change.to);
    this.#part("theirs").textContent = contentWords(outcome.theirs[change.field]);
    this.#part("take-theirs").textContent = `Pakai isian ${who}`;
    this.#part("joining").hidden = true;
    this.dialog.showModal();
  }

  #answer(button) {
    if (!button) return;
    const { item } = this;
    const field = /** @type {HTMLTextAreaElement} */ (this.dialog.querySelector("textarea"));
    const text = joined(item);
    if (button.value === "join" && !Array.isArray(text) && this.#part("joining").hidden) {
      this.#part("joining").hidden = false;
      field.value = text;
      field.focus();
      return;
    }
    this.dialog.close();
    if (button.value === "join") this.decide(item, Array.isArray(text) ? text : field.value.trim());
    else if (button.value === "mine") this.decide(item, item.change.to);
    else if (button.value === "theirs") this.decide(item, null);
  }
}
