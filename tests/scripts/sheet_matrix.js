// Places of cells in a table with spans.

import { Matrix } from "../../static/js/sheet/matrix.js";
import { equal, test } from "./checking.js";

const cell = (name, rowSpan = 1, colSpan = 1) => ({ name, rowSpan, colSpan });
const named = (cells) => cells.map(({ name }) => name).join(" ");

function table() {
  const rows = [
    [cell("band", 1, 3)],
    [cell("a", 2), cell("b"), cell("c", 3)],
    [cell("d")],
    [cell("e"), cell("f")],
  ];
  return { matrix: new Matrix(rows), cells: Object.fromEntries(rows.flat().map((each) => [each.name, each])) };
}

test("a cell below a span lies in the next free column", () => {
  const { matrix, cells } = table();
  equal(matrix.places.get(cells.d), { row: 2, column: 1 });
  equal(matrix.at(2, 0), cells.a);
  equal([matrix.height, matrix.width], [4, 3]);
});

test("a box that touches a span takes it whole", () => {
  const { matrix, cells } = table();
  equal(matrix.around(cells.d, cells.e), { top: 1, left: 0, bottom: 3, right: 1 });
  equal(named(matrix.cellsIn(matrix.around(cells.b, cells.c))), "b c d f");
});

test("an arrow leaves a span in one step and stays in its column", () => {
  const { matrix } = table();
  equal(matrix.next({ row: 1, column: 0 }, 1, 0), { row: 3, column: 0 });
  equal(matrix.next({ row: 3, column: 1 }, 1, 0), null);
  equal(matrix.next({ row: 1, column: 1 }, -1, 0), { row: 0, column: 1 });
});
