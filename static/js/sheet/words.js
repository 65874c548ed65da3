// Contents of cells and times in words for people. Pure.

/** @param {string | number[]} content a text, or numbers of months or quarters */
export function contentWords(content) {
  if (Array.isArray(content)) return content.length ? `centang ${content.join(", ")}` : "tanpa centang";
  return content || "(kosong)";
}

/** The same in at most so many letters, for a list. */
export function shortWords(content, most = 120) {
  const words = contentWords(content);
  return words.length > most ? `${words.slice(0, most)}…` : words;
}

/** "10.15", or "" for a time that is not known. */
export function clockWords(iso) {
  return iso ? new Date(iso).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" }) : "";
}

/** The letters by which a person is known in a small circle: "Sari Dewi" → "SD". */
export function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts[parts.length - 1] : ""].map((part) => (part || "").charAt(0)).join("").toUpperCase();
}
