// What a sheet can do, by the keys that Excel taught: each command once, for keys, menu and tool bar alike.

/** @typedef {{name: string, label: string, keys: string[], run: (sheet: object) => void, when?: (sheet: object) => boolean}} Command */

export class Commands {
  constructor() {
    /** @type {Map<string, Command>} */
    this.byName = new Map();
    this.byKeys = new Map();
  }

  /** @param {Command} command */
  add(command) {
    this.byName.set(command.name, command);
    command.keys.forEach((keys) => this.byKeys.set(keys, command));
  }

  /** Run the command of a key press; returns whether there is one that may run now. */
  press(event, sheet) {
    const command = this.byKeys.get(keysOf(event));
    if (!command || command.when && !command.when(sheet)) return false;
    command.run(sheet);
    return true;
  }

  run(name, sheet) {
    const command = this.byName.get(name);
    if (command && (!command.when || command.when(sheet))) command.run(sheet);
  }
}

/** "ctrl+shift+arrowdown": the name of a key press; Cmd counts as Ctrl. */
export function keysOf(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey) parts.push("shift");
  parts.push(event.key.toLowerCase());
  return parts.join("+");
}
