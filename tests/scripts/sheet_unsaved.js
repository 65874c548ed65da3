// What the server did not take, until its writer decides.

import { Unsaved, again, joined } from "../../static/js/sheet/unsaved.js";
import { initials } from "../../static/js/sheet/words.js";
import { equal, test } from "./checking.js";

const change = (to, field = "action") => ({ id: "t1", op: "cell", row: "r1", field, to, from: "asal" });
const conflict = (theirs, field = "action") => ({ id: "t1", state: "conflict", who: "Bima", theirs: { [field]: theirs } });
const kept = () => {
  const store = { items: [], read: () => [], write(items) { store.items = structuredClone(items); } };
  return { unsaved: new Unsaved(store), store };
};

test("a later text of the same cell is decided together with the earlier one", () => {
  const { unsaved, store } = kept();
  unsaved.add({ change: change("satu"), outcome: conflict("lain") });
  unsaved.add({ change: change("dua"), outcome: conflict("lain lagi") });
  equal(store.items.length, 1);
  equal([store.items[0].change.to, store.items[0].outcome.theirs.action], ["dua", "lain lagi"]);
});

test("what is decided on is based on what the other one wrote", () => {
  const item = { change: change("saya"), outcome: conflict("dia") };
  equal(again(item, "gabungan"), { op: "cell", row: "r1", field: "action", to: "gabungan", from: "dia" });
});

test("a refused text is sent again as it was, under a new name", () => {
  const item = { change: change("saya"), outcome: { id: "t1", state: "refused", theirs: {} } };
  equal(again(item), { op: "cell", row: "r1", field: "action", to: "saya", from: "asal" });
});

test("joined texts keep each line once, joined ticks each month", () => {
  equal(joined({ change: change("a\nb"), outcome: conflict("b\nc") }), "a\nb\nc");
  equal(joined({ change: change([1, 3], "ticks"), outcome: conflict([2, 3], "ticks") }), [1, 2, 3]);
});

test("people are known by two letters", () => {
  equal([initials("Sari Dewi Lestari"), initials("Bima"), initials("")], ["SL", "B", ""]);
});
