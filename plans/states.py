"""Choices of the plans app; imports nothing of the portal."""

from django.db.models import TextChoices


class DecreeState(TextChoices):
    DRAFT = "draft", "Draf"
    SUBMITTED = "submitted", "Diajukan"
    APPROVED = "approved", "Disetujui"
    RETURNED = "returned", "Dikembalikan"
    ENACTED = "enacted", "Ditetapkan"
    SUPERSEDED = "superseded", "Diganti"
    REVOKED = "revoked", "Dicabut"
    DELETED = "deleted", "Dihapus"


EDITABLE = frozenset({DecreeState.DRAFT, DecreeState.RETURNED})
UNDER_WAY = (DecreeState.DRAFT, DecreeState.RETURNED, DecreeState.SUBMITTED, DecreeState.APPROVED)
FINAL = frozenset({DecreeState.ENACTED, DecreeState.SUPERSEDED, DecreeState.REVOKED})

KEPT_DAYS = 30
"""Days for which a deleted draft can be restored."""


class Action(TextChoices):
    SUBMIT = "submit", "Ajukan"
    WITHDRAW = "withdraw", "Tarik kembali"
    APPROVE = "approve", "Setujui"
    RETURN = "return", "Kembalikan"
    ENACT = "enact", "Tetapkan"
    SUPERSEDE = "supersede", "Ganti dengan perubahan"
    REVOKE = "revoke", "Cabut"
    DELETE = "delete", "Hapus draf"
    RESTORE = "restore", "Pulihkan"


class Section(TextChoices):
    CONSIDERING = "menimbang", "Menimbang"
    RECALLING = "mengingat", "Mengingat"
    NOTING = "memperhatikan", "Memperhatikan"
    DICTUM = "diktum", "Diktum"


class Issuer(TextChoices):
    CHAIR = "ketua", "Ketua"
    SECRETARY = "sekretaris", "Sekretaris"


class AnnexKind(TextChoices):
    TEAM = "team", "Susunan tim"
    PLAN = "plan", "Rencana aksi"
    TEXT = "text", "Teks"


class Edition(TextChoices):
    ORIGINAL = "asli", "Asli"
    COPY = "salinan", "Salinan"


class AreaStyle(TextChoices):
    BAND = "band", "Baris penuh selebar tabel"
    COLUMN = "column", "Kolom pertama yang digabung"


class ScheduleStyle(TextChoices):
    TEXT = "text", "Teks"
    MONTHS = "months", "Kisi 12 bulan"
    QUARTERS = "quarters", "Kisi 4 triwulan"


class NumberRow(TextChoices):
    NONE = "", "Tanpa nomor kolom"
    PLAIN = "plain", "1 2 3"
    PAREN = "paren", "(1) (2) (3)"


class Numbers(TextChoices):
    """What the number column counts."""

    ASPECT = "aspect", "Aspek"
    AREA = "area", "Area"
    ROW = "row", "Baris"


class AreaLabels(TextChoices):
    """How the labels of areas are printed."""

    TYPED = "", "Seperti yang diketik"
    ROMAN = "roman", "I, II, III"
    ARABIC = "arabic", "1, 2, 3"
    LETTER = "letter", "A, B, C"
    NONE = "none", "Tanpa nomor"


class Orientation(TextChoices):
    LANDSCAPE = "landscape", "Mendatar"
    PORTRAIT = "portrait", "Tegak"


class Paper(TextChoices):
    F4 = "F4", "F4 (215 × 330 mm)"
    A4 = "A4", "A4 (210 × 297 mm)"
    FOLIO = "Folio", "Folio (216 × 330 mm)"
