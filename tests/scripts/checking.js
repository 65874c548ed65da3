// Cases of a script, collected by test() and run by run(), in node as in a browser.

const cases = [];

export function test(sentence, act) {
  cases.push([sentence, act]);
}

export function equal(actual, expected) {
  const [got, due] = [actual, expected].map((value) => JSON.stringify(value));
  if (got !== due) throw new Error(got + " is not " + due);
}

// Resolves to {sentence: what went wrong, or ""}.
export async function run() {
  const outcomes = {};
  for (const [sentence, act] of cases) {
    try {
      await act();
      outcomes[sentence] = "";
    } catch (error) {
      outcomes[sentence] = String(error.stack);
    }
  }
  return outcomes;
}

// Resolves when all that waits for nothing but other promises has been done.
export function settled() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

// A clock that stands still until it is told how long to go on.
export class StillClock {
  constructor() {
    this.time = 0;
    this.timers = new Map();
    this.number = 0;
  }

  now() {
    return this.time;
  }

  setTimeout(act, wait) {
    this.number += 1;
    this.timers.set(this.number, { at: this.time + wait, act });
    return this.number;
  }

  clearTimeout(number) {
    this.timers.delete(number);
  }

  async pass(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].act();
    }
    this.time = end;
  }
}
