// The open cell: a text field that lies over it, grows with its text and hands it over when it closes.

export class CellEditor {
  /**
   * @param {HTMLElement} frame the scrolling box around the table, which is the field's parent
   * @param {{commit: (cell: HTMLElement, text: string) => void, closed: (way: string) => void}} page
   */
  constructor(frame, page) {
    Object.assign(this, { frame, page });
    this.cell = null;
    this.field = document.createElement("textarea");
    this.field.className = "cell-field";
    this.field.hidden = true;
    this.field.spellcheck = false;
    this.field.rows = 1;
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("blur", () => this.close("blur"));
    frame.append(this.field);
  }

  get isOpen() {
    return this.cell !== null;
  }

  /**
   * Open a cell. A key that replaces opens it empty and is typed into it by the browser itself.
   * @param {{text: string, label: string, replace?: boolean, most?: number}} options
   */
  open(cell, { text, label, replace = false, most = 5000 }) {
    this.cell = cell;
    cell.removeAttribute("tabindex"); // the field lies over it
    this.before = text;
    this.field.hidden = false;
    this.field.value = replace ? "" : text;
    this.field.maxLength = most;
    this.field.setAttribute("aria-label", label);
    this.#lie();
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** The open cell was drawn anew: go on in the new one. */
  moveTo(cell) {
    this.cell = cell;
    this.#lie();
  }

  #lie() {
    const box = this.cell.getBoundingClientRect();
    const frame = this.frame.getBoundingClientRect();
    this.field.style.left = `${box.left - frame.left + this.frame.scrollLeft}px`;
    this.field.style.top = `${box.top - frame.top + this.frame.scrollTop}px`;
    this.field.style.width = `${Math.max(box.width, 160)}px`;
    this.field.style.minHeight = `${box.height}px`;
    this.grow();
  }

  grow() {
    this.field.style.height = "0";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  #key(event) {
    if (event.isComposing) return;
    event.stopPropagation();
    const isBreak = event.key === "Enter" && (event.altKey || event.ctrlKey || event.metaKey);
    if (event.key === "Escape") this.close("escape");
    else if (isBreak && event.altKey) this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
    else if (event.key === "Enter" && !isBreak) this.close(event.shiftKey ? "up" : "down");
    else if (event.key === "Enter") this.close("fill");
    else if (event.key === "Tab") this.close(event.shiftKey ? "left" : "right");
    else return;
    event.preventDefault();
    this.grow();
  }

  /** Close the cell; every way but "escape" hands the text over. way: where the cursor goes next. */
  close(way) {
    if (!this.cell) return;
    const { cell } = this;
    const text = this.field.value.trim();
    this.cell = null;
    this.field.hidden = true;
    if (way !== "escape" && text !== this.before) this.page.commit(cell, text);
    this.page.closed(way);
  }
}
