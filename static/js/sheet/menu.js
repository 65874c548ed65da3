// The menu of a cell or row: right click, Shift+F10, the menu key, or the button on the row's head.

const ENTRIES = [
  ["edit", "clear"],
  ["row-above", "row-below", "rows-copy", "rows-up", "rows-down", "rows-delete"],
  ["merge", "split"],
  ["aspect-add", "aspect-up", "aspect-down", "aspect-delete"],
  ["area-add", "area-up", "area-down", "area-delete"],
];

export class SheetMenu {
  /** @param {object} sheet the page's Sheet */
  constructor(sheet) {
    this.sheet = sheet;
    this.element = document.createElement("div");
    this.element.className = "sheet-menu";
    this.element.setAttribute("role", "menu");
    this.element.setAttribute("aria-label", "Menu sel dan baris");
    this.element.hidden = true;
    document.querySelector("main").append(this.element);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => this.#choose(event.target.closest("button")));
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.hidden && !this.element.contains(event.target)) this.close({ focus: false });
    });
    sheet.frame.addEventListener("contextmenu", (event) => this.#context(event));
    sheet.frame.addEventListener("scroll", () => this.close({ focus: false }));
  }

  #context(event) {
    const cell = event.target.closest("td, th");
    if (!cell || !this.sheet.table.matrix.boxOf(cell) || event.target.closest("textarea")) return;
    event.preventDefault();
    if (!this.sheet.selection.cells.includes(cell)) this.sheet.selection.moveToCell(cell);
    const byKey = event.button !== 2;
    if (byKey) this.openAtCursor();
    else this.open(event.clientX, event.clientY);
  }

  openAtCursor() {
    const box = this.sheet.selection.cell.getBoundingClientRect();
    this.open(box.left + 12, Math.min(box.bottom, window.innerHeight - 40));
  }

  /** Open the menu with what can be done now, its corner at a point of the window. */
  open(left, top) {
    const { commands } = this.sheet;
    const groups = ENTRIES.map((names) => names.map((name) => commands.byName.get(name))
      .filter((command) => command && (!command.when || command.when(this.sheet))));
    this.element.replaceChildren(...groups.filter((group) => group.length).map(groupOf));
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    this.element.style.left = `${Math.max(4, Math.min(left, window.innerWidth - offsetWidth - 8))}px`;
    this.element.style.top = `${Math.max(4, Math.min(top, window.innerHeight - offsetHeight - 8))}px`;
    this.element.querySelector("button").focus();
  }

  close({ focus = true } = {}) {
    if (this.element.hidden) return;
    this.element.hidden = true;
    if (focus) this.sheet.selection.paint(true);
  }

  #choose(button) {
    if (!button) return;
    this.close();
    this.sheet.commands.run(button.dataset.command, this.sheet);
  }

  #key(event) {
    const buttons = [...this.element.querySelectorAll("button")];
    const place = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: place + 1, ArrowUp: place - 1 + buttons.length, Home: 0, End: buttons.length - 1 };
    if (event.key in steps) buttons[steps[event.key] % buttons.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function groupOf(group) {
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  box.append(...group.map(({ name, label, keys }) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", tabIndex: -1 });
    button.setAttribute("role", "menuitem");
    button.dataset.command = name;
    button.append(label);
    if (keys.length) {
      const hint = document.createElement("kbd");
      hint.textContent = spell(keys[0]);
      button.append(hint);
    }
    return button;
  }));
  return box;
}

const SPELLED = { arrowup: "↑", arrowdown: "↓", arrowleft: "←", arrowright: "→", delete: "Del", " ": "Spasi" };

/** "ctrl+shift+z" as people read it. */
export function spell(keys) {
  if (keys.endsWith("++")) return `${spell(keys.slice(0, -2))}++`;
  return keys.split("+").map((key) => SPELLED[key] || key.charAt(0).toUpperCase() + key.slice(1)).join("+");
}
