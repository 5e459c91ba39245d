"""Files for tests, made on the spot."""

import zlib
from io import BytesIO

import pikepdf
from PIL import Image

GERMAN = "Die Stadt und das Amt sind nicht allein, denn mit der Zivilgesellschaft werden die Wege für alle kürzer. "
ENGLISH = "The city and the office are not alone, which is to say that with the people they make this way short. "


def pdf(pages=1, password=None, text="", change=None):
    """The bytes of a PDF with so many A4 pages; `change(document)` may do to it what a test is about."""
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if text:
        write(document, text)
    if change:
        change(document)
    content = BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else None
    document.save(content, encryption=encryption)
    return content.getvalue()


def write(document, text):
    """Put a Latin text on every page, in a font that is not embedded."""
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    font.Encoding = pikepdf.Name.WinAnsiEncoding
    font = document.make_indirect(font)
    lines = b" ".join(b"(%b) Tj T*" % text.encode("cp1252") for _line in range(4))
    for page in document.pages:
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(b"BT /F1 6 Tf 10 TL 20 800 Td " + lines + b" ET")


def with_script(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_giant_page(document):
    document.pages[0].mediabox = [0, 0, 10_000_000, 10_000_000]


def with_everything(document):
    """Tagged, with title and language, and with an author."""
    document.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    document.Root.Lang = "de"
    document.docinfo["/Title"] = "Stadtbericht"
    document.docinfo["/Author"] = "Somebody"


def pdf_bomb(megabytes):
    """A page whose content is so many megabytes of spaces, compressed twice."""
    squeeze = zlib.compressobj(9)
    block = b" " * 1024 * 1024
    once = b"".join(squeeze.compress(block) for _ in range(megabytes)) + squeeze.flush()
    twice = zlib.compress(once, 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%b\nendstream" % (len(twice), twice)
    return written_pdf(page="/Contents 4 0 R", objects=[stream])


def written_pdf(catalog="", page="", objects=(), trailer=""):
    """A PDF as it is written: entries of its catalogue (object 1), page (3) and trailer, and objects from 4 on."""
    everything = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} >>",
        *objects,
    ]
    return with_update(b"%PDF-1.7\n", 1, everything, f"/Root 1 0 R {trailer}")


def with_update(content, first, objects, trailer="/Root 1 0 R"):
    """A PDF to whose end these objects have been written, the first of them with that number."""
    places = []
    for number, thing in enumerate(objects, first):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, thing if isinstance(thing, bytes) else thing.encode())
    before = content.rpartition(b"startxref\n")[2].split(b"\n")[0].decode() if b"startxref" in content else ""
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 1\n0000000000 65535 f \n{first} {len(places)}\n{rows}"
    trailer = f"<< /Size 100 {trailer} {f'/Prev {before}' if before else ''} >>"
    return content + f"{table}trailer {trailer}\nstartxref\n{len(content)}\n%%EOF\n".encode()


def picture(size=(40, 30), kind="PNG", orientation=None, place=None):
    """The bytes of a picture: red at the top, blue below; with EXIF orientation and a GPS place on wish."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if place:
        exif.get_ifd(0x8825)[1] = place
    content = BytesIO()
    image.save(content, kind, exif=exif)
    return content.getvalue()
