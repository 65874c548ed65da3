// Photos larger than what is read on a screen, drawn smaller before they are sent.

const LONG_SIDE = 2560; // pixels of the longer side of what is sent
const SHRINK_FROM = 400000; // bytes; smaller photos are sent as they are
const QUALITY = 0.85;

// Resolves to the photo drawn smaller and upright, or to the file as it is where that would gain nothing.
export async function smallerPhoto(file) {
  if (!["image/jpeg", "image/webp"].includes(file.type) || file.size < SHRINK_FROM) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = LONG_SIDE / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const photo = await new Promise((resolve) => canvas.toBlob(resolve, file.type, QUALITY));
    return photo && photo.type === file.type && photo.size < file.size ? photo : file;
  } catch {
    return file;
  }
}
