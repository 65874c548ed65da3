// A block of cells as text for the clipboard.

import { parsed, tabbed, textsOf, textsOfTable } from "../../static/js/sheet/clip.js";
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

test("what Excel copies is read back, with line breaks, quotes and blank cells", () => {
  equal(parsed('"satu\r\ndua"\t"kata ""itu"""\t\tz\r\nbaris\t2\r\n'), [["satu\ndua", 'kata "itu"', "", "z"], ["baris", "2"]]);
  equal(parsed("satu"), [["satu"]]);
  equal(parsed("a\t\nb"), [["a", ""], ["b"]]);
  equal(parsed('5" pipa\tx'), [['5" pipa', "x"]]);
});

test("cells of a copied table that span leave their other places untouched", () => {
  const table = { rows: [{ cells: [cell("a", 2), cell("b", 1, 2)] }, { cells: [cell("c"), cell("d")] }] };
  equal(textsOfTable(table, ({ name }) => name), [["a", "b", null], [null, "c", "d"]]);
});
