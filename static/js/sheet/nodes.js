// Areas and aspects that come, go and move.

/** The area and the aspect in which the cursor stands: primary keys, null for none. */
function nodesOf(sheet) {
  const row = sheet.table.rows[sheet.selection.place.row];
  if (!row) return { area: null, aspect: null };
  return { area: Number(row.parentElement.dataset.area), aspect: Number(row.dataset.aspect) || null };
}

/** @param {import("./commands.js").Commands} commands */
export function addNodes(commands) {
  const inArea = (sheet) => Boolean(nodesOf(sheet).area);
  const inAspect = (sheet) => Boolean(nodesOf(sheet).aspect);
  const add = (name, label, when, change, said) => commands.add({
    name, label, keys: [], when,
    run: (sheet) => {
      sheet.reshape(change(nodesOf(sheet)));
      if (said) sheet.say(said, "undo");
    },
  });
  add("aspect-add", "Tambah aspek", inArea, ({ area, aspect }) => ({ op: "aspect_add", area, after: aspect, title: "Aspek baru" }), "Aspek ditambahkan: ganti namanya");
  add("aspect-up", "Pindahkan aspek ke atas", inAspect, ({ aspect }) => ({ op: "aspect_move", aspect, way: "naik" }));
  add("aspect-down", "Pindahkan aspek ke bawah", inAspect, ({ aspect }) => ({ op: "aspect_move", aspect, way: "turun" }));
  add("aspect-delete", "Hapus aspek beserta barisnya", inAspect, ({ aspect }) => ({ op: "aspect_delete", aspect }), "Aspek dihapus");
  add("area-add", "Tambah area", inArea, ({ area }) => ({ op: "area_add", after: area, title: "Area baru" }), "Area ditambahkan: ganti namanya");
  add("area-up", "Pindahkan area ke atas", inArea, ({ area }) => ({ op: "area_move", area, way: "naik" }));
  add("area-down", "Pindahkan area ke bawah", inArea, ({ area }) => ({ op: "area_move", area, way: "turun" }));
  add("area-delete", "Hapus area beserta barisnya", inArea, ({ area }) => ({ op: "area_delete", area }), "Area dihapus");
}
