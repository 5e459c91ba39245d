"""PDFs by what must become of them: {name: bytes} of each. What acts by itself is in tests/acting_pdfs.py."""

import zlib
from io import BytesIO
from random import Random

import pikepdf

from tests import samples
from tests.acting_pdfs import HARMLESS, stream
from tests.samples import pdf_bomb, written_pdf


def saved(content, **options):
    again = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.save(again, **options)
    return again.getvalue()


def report():
    """What a city would send: several pages of text, tagged and named."""
    return samples.pdf(pages=5, text=samples.GERMAN, change=samples.with_everything)


#: The ways to protect a PDF that there have been (ISO 32000-2, table 20 and 21).
PROTECTIONS = [
    {"R": 2, "aes": False, "metadata": False},
    {"R": 3, "aes": False, "metadata": False},
    {"R": 4, "aes": False, "metadata": False},
    {"R": 4, "aes": True},
    {"R": 4, "aes": True, "metadata": False},
    {"R": 6},
    {"R": 6, "metadata": False},
]


def protected(user, owner="secret"):
    return {
        f"{' '.join(f'{name} {value}' for name, value in how.items())}, {kind}": saved(
            content, encryption=pikepdf.Encryption(owner=owner, user=user, **how)
        )
        for how in PROTECTIONS
        for kind, content in [("one page", samples.pdf()), ("a report", report())]
    }


def good():
    """Taken, byte for byte."""
    found = {f"has {name}": content for name, content in HARMLESS.items()}
    found |= {f"opens without a password, {name}": content for name, content in protected(user="").items()}
    found |= {f"{number} pages": samples.pdf(pages=number) for number in [1, 2, 50, 2000]}
    for version in [b"1.0", b"1.3", b"1.4", b"1.5", b"1.7", b"2.0"]:
        found[f"version {version.decode()}"] = written_pdf().replace(b"1.7", version, 1)
    return found | {
        "a report": report(),
        "made for the web": saved(report(), linearize=True),
        "objects in streams": saved(report(), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "nothing compressed": saved(report(), compress_streams=False),
        "something in front": b"\n" * 900 + samples.pdf(),
        "something behind": samples.pdf() + b"\n" * 900,
    }


def protected_by_password():
    """Refused, as protected by one."""
    return protected(user="open") | {f"both the same, {name}": content for name, content in protected("a", "a").items()}


def broken():
    """Refused with their cause: no reader opens them."""
    whole = written_pdf()
    return {
        "nothing": b"",
        "the beginning alone": b"%PDF-1.7\n",
        "beginning and end alone": b"%PDF-1.4\n%%EOF",
        "html": b"<!doctype html><title>Not found</title>",
        "html behind a beginning": b"%PDF-1.4\n<script>top.hit=1</script>",
        "a picture": samples.picture(),
        "a picture in front": samples.picture() + whole,
        "an archive in front": b"PK\x03\x04" + whole,
        "zeros": b"%PDF-1.7\n" + b"\0" * 5000,
        "noise": b"%PDF-1.7\n" + Random(1).randbytes(5000),
        "no pages": samples.pdf(pages=0),
        "too many pages": samples.pdf(pages=2001),
        "a page too large": samples.pdf(change=samples.with_giant_page),
        "for certain people": written_pdf(trailer="/Encrypt << /Filter /Adobe.PubSec /V 4 >> /ID [(a) (a)]"),
        "locked by something unknown": written_pdf(trailer="/Encrypt << /Filter /Nobody /V 9 >> /ID [(a) (a)]"),
        "no catalogue": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 >>\nstartxref\n9\n%%EOF\n",
        "a catalogue that is a number": whole.replace(b"<< /Type /Catalog", b"7 % "),
        "no page tree": whole.replace(b"/Pages 2 0 R", b""),
        "a page tree that is itself": whole.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
        "a page tree that says two milliards": whole.replace(b"/Kids [3 0 R] /Count 1", b"/Kids [] /Count 2000000000"),
    } | {f"{part} tenths of a report": report()[: len(report()) * part // 10] for part in range(1, 5)}


def damaged(number):
    """Taken or refused, as readers see it, and never an error: so many, each hurt in another way."""
    kinds = [
        report(),
        written_pdf(),
        *HARMLESS.values(),
        saved(report(), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ]
    return {f"damaged {seed}": hurt(kinds[seed % len(kinds)], Random(seed)) for seed in range(number)}


def hurt(content, dice):
    """Some bytes changed, taken out, put in or doubled, or a number or name exchanged for another."""
    for _time in range(dice.randint(1, 6)):
        place, length = dice.randrange(9, len(content)), dice.choice([1, 2, 8, 200])
        old = content[place : place + length]
        new = dice.choice(
            [b"", dice.randbytes(length), old + old, b"999999999", b"-1", b"[", b"<<", b"endobj", b"/Kids"]
        )
        content = content[:place] + new + content[place + length :]
    return content


def slow():
    """Refused within 15 seconds, or taken: what keeps a reader busy, or needs more memory than there is."""
    zeros = deflated_zeros(2_000)
    names = range(4, 24)
    figures = [figure(f"/Resources << /XObject << /X {number + 1} 0 R >> >>", "/X Do " * 10) for number in names]
    lines = zlib.compress(b"0 0 m 595 842 l S\n" * 20_000)
    return {
        "700 MB of spaces": pdf_bomb(700),
        "2 GB of zeros": written_pdf(page="/Contents 4 0 R", objects=[packed("/FlateDecode", zeros)]),
        "2 GB behind three filters": written_pdf(
            page="/Contents 4 0 R", objects=[packed("/FlateDecode " * 3, zlib.compress(zlib.compress(zeros)))]
        ),
        "20,000 lines": written_pdf(page="/Contents 4 0 R", objects=[packed("/FlateDecode", lines)]),
        "figures in figures": written_pdf(
            page="/Contents 25 0 R /Resources << /XObject << /X 4 0 R >> >>",
            objects=[*figures, figure("", "0 0 9 9 re f"), stream("", "/X Do")],
        ),
        "a figure in itself": written_pdf(
            page="/Contents 5 0 R /Resources << /XObject << /X 4 0 R >> >>",
            objects=[figure("/Resources << /XObject << /X 4 0 R >> >>", "/X Do /X Do"), stream("", "/X Do")],
        ),
        "a picture of 60,000 × 60,000": written_pdf(
            page="/Contents 5 0 R /Resources << /XObject << /X 4 0 R >> >>",
            objects=[
                stream("/Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8"),
                stream("", "595 0 0 842 0 0 cm /X Do"),
            ],
        ),
        "200,000 arrays in one another": written_pdf(catalog="/X " + "[" * 200_000 + "]" * 200_000),
        "20,000 bookmarks": written_pdf(
            catalog="/Outlines << /First 4 0 R >>",
            objects=[f"<< /Title (a) /Next {number + 1} 0 R >>" for number in range(4, 20_004)],
        ),
        "a page as large as can be": samples.pdf(change=samples.with_giant_page),
    }


def figure(entries, content):
    return stream(f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {entries}", content)


def packed(filters, content):
    return b"<< /Length %d /Filter [%b] >>\nstream\n%b\nendstream" % (len(content), filters.encode(), content)


def deflated_zeros(megabytes):
    """So many, deflated: the same block again and again, for deflating them all takes half a minute."""
    squeeze, megabyte = zlib.compressobj(9), b"\0" * 1_000_000
    first = squeeze.compress(megabyte) + squeeze.flush(zlib.Z_FULL_FLUSH)
    block = squeeze.compress(megabyte) + squeeze.flush(zlib.Z_FULL_FLUSH)
    checksum = (megabytes * 1_000_000 % 65_521 << 16) + 1
    return first + block * (megabytes - 1) + squeeze.flush()[:-4] + checksum.to_bytes(4, "big")
