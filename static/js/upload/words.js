// What the upload says: states, sizes, time left, the outcome, the sentences of refusals.

export const STATES = {
  announced: "Menunggu dikirim", sending: "Sedang dikirim", arrived: "Sedang diperiksa", ready: "Siap ditempatkan",
  placed: "Tersimpan", unpacked: "Dibuka", refused: "Ditolak", cancelled: "Dibatalkan", failed: "Gagal dikirim",
};

export const SENTENCES = {
  notBegun: "Unggahan tidak dapat dimulai. Muat ulang halaman ini, lalu coba lagi.",
  listRefused: "Daftar berkas tidak diterima. Muat ulang halaman ini, lalu coba lagi.",
  unreadable: "Berkas tidak dapat dibaca lagi. Pilih lagi berkasnya untuk melanjutkan.",
  storageFull: "Penyimpanan portal penuh. Kabari admin, lalu tekan Lanjutkan.",
  partRefused: "Bagian berkas ini tidak diterima. Tekan Ulangi.",
  notClosed: "Berkas ini tidak dapat diselesaikan. Tekan Ulangi.",
  lineLost: "Sambungan terputus. Unggahan dilanjutkan sendiri; bagian yang sudah terkirim tidak dikirim ulang.",
  lineBack: "Sambungan pulih. Unggahan dilanjutkan.",
  signedOut: "Sesi Anda berakhir. Masuk lagi, atau tekan Lanjutkan nanti; berkas pilihan Anda tetap ada.",
  uploadRefused: "Unggahan ini ditolak: sudah dihapus, atau peran Anda tidak lagi mencakupnya. Muat ulang halaman ini.",
  paused: "Unggahan dijeda. Tekan Lanjutkan untuk meneruskan.",
  resumed: "Unggahan dilanjutkan.",
  earlier: "Tempatkan berkas unggahan sebelumnya",
};

export const strayLeftOut = (count) => count + " berkas sistem atau tersembunyi dilewati.";
export const restLeftOut = (count, reason) => count.toLocaleString("id-ID") + " berkas belum ikut. " + reason;

export function sizeInWords(bytes) {
  if (bytes < 1048576) return Math.ceil(bytes / 1024).toLocaleString("id-ID") + " KB";
  return (bytes / 1048576).toLocaleString("id-ID", { maximumFractionDigits: 1 }) + " MB";
}

// Beside the name of a file: its size, or how much of it is sent, and what the portal says about it.
export function fileInWords(file) {
  const state = file.shownState;
  const size = sizeInWords(file.size);
  const progress = state === "sending" ? sizeInWords(file.bytesSent) + " dari " + size : size;
  const remark = state === "unpacked" ? file.children + " berkas di dalamnya" : file.message;
  return [progress, remark].filter(Boolean).join(" · ");
}

// Time left at the speed so far; nothing in the first three seconds.
export function timeLeft(bytesLeft, bytesSent, seconds) {
  if (seconds < 3 || !bytesSent) return "";
  const wait = bytesLeft / (bytesSent / seconds);
  return " · sisa sekitar " + (wait < 60 ? Math.ceil(wait) + " detik" : Math.ceil(wait / 60) + " menit");
}

export function totalInWords(queue) {
  const { bytes, sent } = queue.total;
  const done = queue.files.length - queue.count("announced", "failed");
  return done + " dari " + queue.files.length + " berkas · " + sizeInWords(sent) + " dari " + sizeInWords(bytes);
}

// What became of the files once all of them were sent; after says what comes then.
export function outcomeInWords(queue, after) {
  const parts = [
    ["arrived", "sedang diperiksa"], ["ready", "siap ditempatkan"], ["placed", "tersimpan"], ["unpacked", "dibuka"],
    ["refused", "ditolak"], ["failed", "gagal dikirim"], ["cancelled", "dibatalkan"],
  ].filter(([state]) => queue.count(state)).map(([state, words]) => queue.count(state) + " " + words);
  return parts.join(", ") + "." + (queue.rest.length || queue.count("arrived") ? " " + after : "");
}
