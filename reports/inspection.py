"""What a PDF holds, found in a process of its own: `python -m reports.inspection < file` prints one JSON object.

Knows nothing of Django, so that it starts fast and can be killed without harm. The object has either "problem",
or "pages", "texts", "warnings", "language" and "picture" (the first page as WebP in base64, or null).
"""

import base64
import re
from io import BytesIO

from content.files.limited import serve
from content.language_table import LANGUAGES

MAX_PAGES = 2000
MAX_PAGE_SIDE = 14_400  # points, about 5 metres: what PDF readers can show (ISO 32000-2, annex C)
MAX_TEXT = 20_000  # characters kept of one page
MAX_TEXTS = 10_000_000  # and of all, twice what 2,000 full pages hold
PICTURE_WIDTH = 480  # pixels
TALLEST = 3  # times its width; taller first pages get no picture

MIN_WORDS = 20
MARGIN = 2  # times as many words of one language as of the next make it sure


def inspect(content):
    """Open the bytes of a PDF with two readers and say what is in it."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            problem = _problem(pdf)
            return {"problem": problem} if problem else _findings(pdf, content)
    except pikepdf.PasswordError:
        return {"problem": "password"}
    except pikepdf.PdfError as error:  # by a certificate, say, or by a management of rights
        return {"problem": "encrypted" if "encryption dictionary" in str(error) else "broken"}


def _problem(pdf):
    from reports.activity import activity

    if not len(pdf.pages):
        return "empty"
    if len(pdf.pages) > MAX_PAGES:
        return "pages"
    if any(max(map(abs, map(float, page.mediabox))) > MAX_PAGE_SIDE for page in pdf.pages):
        return "giant"
    return activity(pdf)


def _findings(pdf, content):
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"problem": "password" if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else "broken"}
    texts = _texts(document)
    return {
        "pages": len(pdf.pages),
        "texts": texts,
        "language": language_of_text(" ".join(texts)),
        "warnings": _warnings(pdf, texts),
        "picture": _picture(document),
    }


def _texts(document):
    texts, room = [], MAX_TEXTS
    for number in range(len(document)):
        texts.append(_text(document, number)[:room])
        room -= len(texts[-1])
    return texts


def _text(document, number):
    """The text of a page with soft hyphens and odd white space made plain."""
    text = document[number].get_textpage().get_text_bounded()
    text = re.sub(r"\ufffe\s*|\u00ad\s*", "", text).replace("\0", "")
    return (
        re.sub(r"[ \t\r\f\v]+", " ", re.sub(r"\r\n?", "\n", text)).strip()[:MAX_TEXT].encode("utf-8", "ignore").decode()
    )


def language_of_text(text):
    """The language of a text among ours, or None when it is too short or mixed to be sure."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {row.code: sum(words.count(word) for word in row.common.split()) for row in LANGUAGES}
    first, second = sorted(counts, key=counts.get, reverse=True)[:2]
    is_sure = counts[first] >= MIN_WORDS and counts[first] >= MARGIN * counts[second]
    return first if is_sure else None


def _warnings(pdf, texts):
    root, info = pdf.Root, pdf.docinfo
    with pdf.open_metadata() as metadata:
        title = metadata.get("dc:title") or info.get("/Title")
        author = metadata.get("dc:creator") or info.get("/Author")
    found = {
        "scan": not any(texts),
        "untagged": not root.get("/MarkInfo", {}).get("/Marked", False),
        "title": not (title and str(title).strip()),
        "language": not root.get("/Lang"),
        "fonts": _has_foreign_fonts(pdf),
        "author": bool(author and str(author).strip()),
    }
    return [name for name, is_so in found.items() if is_so]


def _has_foreign_fonts(pdf):
    """Whether a font is named but not embedded, so that readers see another one."""
    import pikepdf

    for thing in pdf.objects:
        if (
            isinstance(thing, pikepdf.Dictionary)
            and thing.get("/Type") == "/Font"
            and thing.get("/Subtype") != "/Type3"
        ):
            if "/DescendantFonts" in thing:
                continue
            descriptor = thing.get("/FontDescriptor", {})
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                return True
    return False


def _picture(document):
    """The first page as WebP; None where it cannot or should not be drawn."""
    page = document[0]
    width, height = page.get_size()
    if not (width > 0 and 0 < height <= TALLEST * width):
        return None
    drawn = BytesIO()
    page.render(scale=PICTURE_WIDTH / width).to_pil().convert("RGB").save(drawn, "WEBP", quality=75)
    return base64.b64encode(drawn.getvalue()).decode()


if __name__ == "__main__":
    serve(inspect)
