// Changes that wait for the server.

import { Queue } from "../../static/js/sheet/queue.js";
import { equal, test } from "./checking.js";

function queue(stored = []) {
  let number = 0;
  const store = { changes: stored, read: () => stored, write(changes) { store.changes = structuredClone(changes); } };
  return { queue: new Queue(() => `t${(number += 1)}`, store), store };
}
const typed = (to, from = "", row = "r1") => ({ op: "cell", row, field: "action", to, from });
const ok = (id) => ({ id, state: "ok" });

test("what is typed twice into a cell before it is sent is one change from the first text to the last", () => {
  const { queue: waiting, store } = queue();
  waiting.add(typed("satu", "nol"));
  waiting.add(typed("dua", "satu"));
  equal(store.changes, [{ id: "t1", ...typed("dua", "nol") }]);
});

test("what is under way is not changed any more, and sent again as it was when the line breaks", () => {
  const { queue: waiting } = queue();
  waiting.add(typed("satu"));
  const [sent] = structuredClone(waiting.batch());
  waiting.add(typed("dua", "satu"));
  waiting.giveBack();
  equal(waiting.batch()[0], sent);
  equal(waiting.length, 2);
});

test("answered changes go, refused ones are handed over, others keep their order", () => {
  const { queue: waiting, store } = queue();
  ["r1", "r2", "r3"].forEach((row) => waiting.add(typed("x", "", row)));
  waiting.batch(2);
  const rejected = waiting.settle([ok("t1"), { id: "t2", state: "conflict" }]);
  equal(rejected.map(({ change }) => change.row), ["r2"]);
  equal(store.changes.map(({ id }) => id), ["t3"]);
});

test("changes of an earlier page are sent first", () => {
  const { queue: waiting } = queue([{ id: "lama", ...typed("x") }]);
  waiting.add(typed("y", "", "r9"));
  equal(waiting.batch().map(({ id }) => id), ["lama", "t1"]);
  equal(waiting.pending("r1", "action"), "x");
});

test("what waits of a cell is taken out with its last text, but not what is under way", () => {
  const { queue: waiting, store } = queue();
  waiting.add(typed("satu"));
  waiting.batch();
  waiting.add(typed("dua", "satu"));
  waiting.add(typed("lain", "", "r2"));
  equal(waiting.withdraw("r1", "action"), "dua");
  equal(store.changes.map(({ to }) => to), ["satu", "lain"]);
  equal(waiting.withdraw("r9", "action"), undefined);
});
