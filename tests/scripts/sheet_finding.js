// Words replaced in the text of a cell, and the keys of a command as people read them.

import { replaced } from "../../static/js/sheet/finding.js";
import { spell } from "../../static/js/sheet/menu.js";
import { equal, test } from "./checking.js";

test("each occurrence is replaced, in capitals or not, and signs of patterns are only signs", () => {
  equal(replaced("Rapat tim, TIM kerja", "tim", "regu"), "Rapat regu, regu kerja");
  equal(replaced("biaya (2025) $1", "(2025)", "$& 2026"), "biaya $& 2026 $1");
  equal(replaced("tetap", "lain", "x"), "tetap");
});

test("keys are spelled as on the keyboard", () => {
  equal(spell("ctrl+shift++"), "Ctrl+Shift++");
  equal(spell("alt+arrowup"), "Alt+↑");
  equal(spell("ctrl+-"), "Ctrl+-");
});
