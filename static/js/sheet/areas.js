// The chips of the areas: they show one area or all without a reload; the address says which, for links and reloads.

export class AreaChips {
  /** @param {object} sheet the page's Sheet */
  constructor(sheet, list) {
    this.sheet = sheet;
    this.list = list;
    list.addEventListener("click", (event) => this.#choose(event));
  }

  #choose(event) {
    const chip = event.target.closest("a");
    if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.list.querySelectorAll("a[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    chip.setAttribute("aria-current", "page");
    history.replaceState(history.state, "", chip.href);
    this.show();
    this.sheet.frame.scrollTop = 0;
  }

  /** Hide the areas that are not chosen; called again after areas were drawn anew. */
  show() {
    const { table } = this.sheet;
    const chip = this.list.querySelector("a[aria-current]");
    const number = chip ? Number(new URL(chip.href).searchParams.get("area")) : 0;
    [...table.element.tBodies].forEach((body, place) => { body.hidden = number > 0 && place !== number - 1; });
    table.measure();
    table.label();
    this.sheet.selection.restore("", "");
    this.sheet.finder?.search();
  }
}
