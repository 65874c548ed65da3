"""Makes the files of the demo's evidence (fixtures/demo/bukti): PDFs from the texts of bukti.json, drawn photos.

`python -m tests.demo_files` writes those anew whose text was changed, and forgets those that no text names.
"""

import os
from html import escape

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
django.setup()

from PIL import Image, ImageDraw  # noqa: E402 -- Django must be set up first

from zi_portal.demo import data, proofs  # noqa: E402
from zi_portal.lib.pdf import render_pdf  # noqa: E402

SHEET = """<!doctype html><html lang="id"><head><title>{title}</title><style>
@page {{ size: A5; margin: 20mm 18mm; }} body {{ font: 11pt/1.5 sans-serif; }} h1 {{ font-size: 14pt; }}
section + section {{ break-before: page; }} footer {{ margin-top: 2em; font-size: 9pt; }}
</style></head><body>{pages}</body></html>"""
PAGE = "<section><h1>{title}</h1>{texts}<footer>KPU Kota Bukit Damai, dokumen contoh</footer></section>"


def sheet(proof):
    """HTML of a proof with its pages."""
    pages = [PAGE.format(title=escape(title), texts="".join(map(_text, texts))) for title, texts in proof["pages"]]
    return SHEET.format(title=escape(proof["title"]), pages="".join(pages))


def _text(text):
    return f"<p>{escape(text)}</p>"


def photo(seed):
    """A drawn room with people at a table, as a picture of 1200 × 800."""
    image = Image.new("RGB", (1200, 800), (226, 219, 205))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 560, 1200, 800), fill=(150, 118, 92))
    pen.rectangle((90, 90, 520, 330), fill=(250, 250, 248), outline=(70, 70, 70), width=6)
    for line in range(4):
        pen.line(
            (130, 140 + line * 45, 300 + (seed * 70 + line * 53) % 180, 140 + line * 45), fill=(60, 90, 140), width=9
        )
    pen.ellipse((260, 470, 1080, 690), fill=(112, 78, 54))
    for number in range(4 + seed):
        left = 300 + number * 150
        coat = ((60 + 37 * number * (seed + 1)) % 200, 90 + 20 * number, 130)
        pen.rounded_rectangle((left, 400, left + 110, 560), 30, fill=coat)
        pen.ellipse((left + 20, 310, left + 90, 390), fill=(188 - 12 * number, 140 - 9 * number, 105))
    return image


def main():
    """Write all files of bukti.json."""
    proofs.FILES.mkdir(exist_ok=True)
    named = {proof["file"]: proof for proof in data.read("bukti")["proofs"] if "file" in proof}
    for path in proofs.FILES.iterdir():
        if path.name not in named:
            path.unlink()
    for name, proof in named.items():
        if "pages" in proof:
            (proofs.FILES / name).write_bytes(render_pdf(sheet(proof))[0])
        else:
            photo(int(name[0]) // 2).save(proofs.FILES / name, quality=78)


if __name__ == "__main__":
    main()
