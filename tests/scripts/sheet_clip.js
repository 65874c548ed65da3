// A block of cells as text for the clipboard.

import { tabbed, textsOf } from "../../static/js/sheet/clip.js";
import { Matrix } from "../../static/js/sheet/matrix.js";
import { equal, test } from "./checking.js";

const cell = (name, rowSpan = 1, colSpan = 1) => ({ name, rowSpan, colSpan });

test("a cell that spans is copied once and keeps the columns of the others", () => {
  const matrix = new Matrix([[cell("a", 2), cell("b")], [cell("c")]]);
  equal(tabbed(textsOf(matrix, { top: 0, left: 0, bottom: 1, right: 1 }, ({ name }) => name)), "a\tb\r\n\tc");
});

test("tabs, line breaks and quotes are quoted", () => {
  equal(tabbed([["satu\ndua", 'kata "itu"', "x\ty", "z"]]), '"satu\ndua"\t"kata ""itu"""\t"x\ty"\tz');
});
