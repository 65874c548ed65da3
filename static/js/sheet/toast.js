// A short word about what was done, with a button that takes it back. It goes by itself.

const STAYS = 8000; // milliseconds

export class Toast {
  /** @param {(command: string) => void} act runs a command of the sheet */
  constructor(act) {
    this.act = act;
    this.element = document.createElement("div");
    this.element.className = "sheet-toast";
    this.element.setAttribute("role", "status");
    this.element.hidden = true;
    document.querySelector("main").append(this.element);
  }

  /** Say something; command: "undo" for a button that takes it back, "" for none. */
  say(words, command = "") {
    window.clearTimeout(this.timer);
    this.element.replaceChildren(words);
    if (command) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Urungkan";
      button.addEventListener("click", () => { this.hide(); this.act(command); });
      this.element.append(" · ", button);
    }
    this.element.hidden = false;
    this.timer = window.setTimeout(() => this.hide(), STAYS);
  }

  hide() {
    this.element.hidden = true;
  }
}
