"""Content types of the files that the portal keeps or sends, by their kind, which is also their suffix. Pure."""

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "mp4": "video/mp4",
    "zip": "application/zip",
    "json": "application/json; charset=utf-8",
}
UNKNOWN = "application/octet-stream"
