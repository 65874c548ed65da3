"""PDFs that are signed here with certificates made here."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign import fields, signers


@cache
def signer(name):
    """Who signs under this name, with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    about = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(about, about, key.public_key(), 7, now - timedelta(1), now + timedelta(9))
    usage = x509.KeyUsage(True, True, *[False] * 7)
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    packed = serialization.pkcs12.serialize_key_and_certificates(
        None, key, certificate, None, serialization.BestAvailableEncryption(b"uji")
    )
    return signers.SimpleSigner.load_pkcs12_data(packed, [], b"uji")


def signed(content, name, field="TTE", *, visible=True):
    """Bytes of a PDF signed as a whole by this name; visible: with a picture on its first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    place = fields.SigFieldSpec(field, on_page=0, box=(40, 100, 240, 160) if visible else None)
    about = signers.PdfSignatureMetadata(field_name=field)
    pdf_signer = signers.PdfSigner(about, signer(name), new_field_spec=place)
    with ThreadPoolExecutor(1) as apart:  # pyHanko runs a loop of its own; a browser test's may run in this thread
        return apart.submit(pdf_signer.sign_pdf, writer).result().getvalue()


def changed(content):
    """Bytes of a PDF to which another page was added behind what was there."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = PageObject(writer.add_object(generic.StreamObject(stream_data=b"")), (0, 0, 595, 842))
    writer.insert_page(page)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
