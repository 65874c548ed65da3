// What a person chose: files of a field or a drop, the files inside of folders, their paths and names.

const STRAY = /(^|\/)((\.|~\$)[^/]*|Thumbs\.db|desktop\.ini)$|(^|\/)__MACOSX\//i;
const NAMELESS_PHOTO = /^image\.jpe?g$/i;

// The chosen files without those that a system or a program left in the folder.
export function withoutStray(chosen) {
  return chosen.filter(({ path }) => !STRAY.test(path));
}

// Phones give each photo the same name: such a photo is named by the local time it was taken.
export function nameOf(file) {
  if (!NAMELESS_PHOTO.test(file.name)) return file.name;
  const localTime = new Date(file.lastModified - new Date().getTimezoneOffset() * 60000).toISOString();
  return "Foto " + localTime.slice(0, 19).replace("T", " ").replace(/:/g, ".") + ".jpg";
}

export function filesOfField(field) {
  return Array.from(field.files, (file) => ({ file, path: file.webkitRelativePath || nameOf(file) }));
}

// Resolves to the files of a drop: the files of folders with their paths where the browser tells of folders.
export async function filesOfDrop(transfer) {
  const entries = Array.from(transfer.items || [], (item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  if (!entries.some(Boolean)) return Array.from(transfer.files, (file) => ({ file, path: file.name }));
  const chosen = [];
  for (const entry of entries) if (entry) await walk(entry, chosen);
  return chosen;
}

// Appends the file, or all files below the folder, to the chosen ones; what cannot be read is left out.
async function walk(entry, chosen) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    if (file) chosen.push({ file, path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const children = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([]))); // 100 at a time
    if (!children.length) return;
    for (const child of children) await walk(child, chosen);
  }
}
