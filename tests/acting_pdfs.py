"""PDFs that run, start, call, open, play or unpack something, and PDFs that come close to it and do not.

Written in the words of the format: entries of the catalogue and of the page, and objects from number 4 on.
"""

from tests.samples import with_update, written_pdf

SCRIPT = r"/S /JavaScript /JS (app.alert\(1\))"
PROGRAM = "<< /Length 2 >>\nstream\nMZ\nendstream"
ATTACHED = "<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>"
LINK = "/Type /Annot /Subtype /Link /Rect [0 0 99 99]"


def opened(action, *objects):
    """Does this when it is opened."""
    return written_pdf(catalog=f"/OpenAction << {action} >>", objects=objects)


def clicked(action, *objects):
    """Does this when a reader clicks on a link of the page."""
    return annotated(f"{LINK} /A << {action} >>", *objects)


def linked(address):
    """Links to that address, in the words of the format."""
    return clicked(f"/S /URI /URI {address}")


def annotated(annotation, *objects):
    return written_pdf(page=f"/Annots [<< {annotation} >>]", objects=objects)


def filled_in(field, *objects):
    """Has this field of a form on its page; the objects have the numbers from 5 on."""
    field = f"<< /Type /Annot /Subtype /Widget /T (a) /Rect [0 0 99 9] {field} >>"
    return written_pdf(catalog="/AcroForm << /Fields [4 0 R] >>", page="/Annots [4 0 R]", objects=[field, *objects])


def shown(xobject, *objects):
    """Has this stream among the pictures of the page."""
    return written_pdf(page="/Resources << /XObject << /X 4 0 R >> >>", objects=[stream(xobject), *objects])


def stream(entries, content=""):
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def in_utf16(text):
    return f"<feff{text.encode('utf-16-be').hex()}>"


#: {the problem that is named: {what the PDF does: its bytes}}
ACTING = {
    "script": {
        "runs a script when opened": opened(SCRIPT),
        "hides the name in escapes": opened(r"/#53 /J#61va#53cript /#4aS (app.alert\(1\))"),
        "keeps the names in objects of their own": opened("/S 4 0 R /JS 5 0 R", "/JavaScript", r"(app.alert\(1\))"),
        "runs a script that is a stream": opened("/S /JavaScript /JS 4 0 R", stream("", "app.alert(1)")),
        "runs a script after a harmless action": opened(f"/S /GoTo /D [3 0 R /Fit] /Next << {SCRIPT} >>"),
        "runs one of several that follow": opened(f"/S /Named /N /NextPage /Next [<< /S /Hide >> << {SCRIPT} >>]"),
        "runs a script at the end of a long chain": opened(
            "/S /Hide /Next 4 0 R",
            *(f"<< /S /Hide /Next {number} 0 R >>" for number in range(5, 80)),
            f"<< {SCRIPT} >>",
        ),
        "has a script for the whole document": written_pdf(
            catalog=f"/Names << /JavaScript << /Names [(a) << {SCRIPT} >>] >> >>"
        ),
        "has one on the second floor of the names": written_pdf(
            catalog="/Names << /JavaScript << /Kids [4 0 R] >> >>",
            objects=["<< /Kids [5 0 R] >>", "<< /Limits [(a) (a)] /Names [(a) 6 0 R] >>", f"<< {SCRIPT} >>"],
        ),
        "runs a script with the page": written_pdf(page=f"/AA << /O << {SCRIPT} >> >>"),
        "runs a script when closed": written_pdf(catalog="/AA 4 0 R", objects=[f"<< /WC << {SCRIPT} >> >>"]),
        "runs a script at a key": filled_in(f"/FT /Tx /AA << /K << {SCRIPT} >> >>"),
        "calculates a field": written_pdf(
            catalog="/AcroForm << /Fields [4 0 R] /CO [4 0 R] >>",
            objects=[f"<< /FT /Tx /T (a) /Kids [] /AA << /C << {SCRIPT} >> >> >>"],
        ),
        "runs a script below the mouse": annotated(f"{LINK} /AA << /E << {SCRIPT} >> >>"),
        "runs a script when clicked": clicked(SCRIPT),
        "runs a script from a bookmark": written_pdf(
            catalog="/Outlines << /First 4 0 R /Last 4 0 R >>", objects=[f"<< /Title (a) /A << {SCRIPT} >> >>"]
        ),
        "runs a script between two steps of a page": written_pdf(page=f"/PresSteps << /NA << {SCRIPT} >> >>"),
        "runs a script with a film": clicked(r"/S /Rendition /OP 0 /JS (app.alert\(1\))"),
        "links to a script": linked(r"(javascript:alert\(1\))"),
        "links to a script in other letters": linked(r"( Java\nSCRIPT\t:alert\(1\))"),
        "links to a script in two bytes a letter": linked(in_utf16("\u200bjavascript:alert(1)")),
        "links to a page that it brings along": linked(r"(data:text/html,<script>alert\(1\)</script>)"),
        "has a script as the beginning of all links": written_pdf(catalog="/URI << /Base (vbscript:) >>"),
        "has a PostScript program": shown("/Type /XObject /Subtype /PS"),
        "has a PostScript program in an old way": shown("/Type /XObject /Subtype /Form /Subtype2 /PS"),
    },
    "program": {
        "starts a program when opened": opened("/S /Launch /F (cmd.exe)"),
        "starts a program by a name in an object of its own": opened("/S 4 0 R /F (cmd.exe)", "/Launch"),
        "starts a program for one system": opened("/S /Launch /Win << /F (cmd.exe) /P (/c calc) >>"),
        "starts a program when clicked": clicked("/S /Launch /F << /F (cmd.exe) >>"),
        "starts a program after a web address": clicked("/S /URI /URI (https://a.org) /Next [<< /S /Launch /F (a) >>]"),
        "starts a program with the page": written_pdf(page="/AA 4 0 R", objects=["<< /O 5 0 R >>", "<< /S /Launch >>"]),
    },
    "attachment": {
        "carries a program": written_pdf(
            catalog="/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", objects=[ATTACHED, PROGRAM]
        ),
        "carries one on the second floor of the names": written_pdf(
            catalog="/Names << /EmbeddedFiles 6 0 R >>",
            objects=[ATTACHED, PROGRAM, "<< /Kids [<< /Names [(deleted) null (a) 4 0 R] >>] >>"],
        ),
        "carries a stream without any description": written_pdf(
            catalog="/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", objects=[PROGRAM]
        ),
        "carries one by another name only": written_pdf(
            catalog="/AF [<< /UF (a) /EF << /UF 4 0 R >> >>]", objects=[PROGRAM]
        ),
        "carries one with the whole": written_pdf(catalog="/AF [4 0 R]", objects=[ATTACHED, PROGRAM]),
        "carries one with the page": written_pdf(page="/AF 4 0 R", objects=[ATTACHED, PROGRAM]),
        "carries one with a paragraph": written_pdf(
            catalog="/StructTreeRoot << /K << /S /P /AF [4 0 R] >> >>", objects=[ATTACHED, PROGRAM]
        ),
        "carries one with a picture": shown("/Subtype /Image /AF [6 0 R]", PROGRAM, ATTACHED),
        "carries one behind a pin": annotated("/Subtype /FileAttachment /FS 4 0 R", ATTACHED, PROGRAM),
        "has a pin for a file beside it": annotated("/Subtype /FileAttachment /FS (a.exe)"),
        "is a portfolio": written_pdf(
            catalog="/Collection << /View /T >> /Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>",
            objects=[ATTACHED, PROGRAM],
        ),
        "keeps a file somewhere": written_pdf(
            catalog="/PieceInfo << /A << /Private 4 0 R >> >>", objects=[stream("/Type /EmbeddedFile", "MZ")]
        ),
        "opens what another PDF carries": clicked("/S /GoToE /F (other.pdf) /T << /R /C /N (a) >>"),
    },
    "opening": {
        "calls an address when opened": opened("/S /URI /URI (https://example.org)"),
        "calls an address after a harmless action": opened("/S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (a) >>"),
        "calls an address with the page": written_pdf(page="/AA << /O << /S /URI /URI (https://example.org) >> >>"),
        "calls an address when printed": written_pdf(catalog="/AA << /DP << /S /URI /URI (https://example.org) >> >>"),
        "calls an address when it comes into view": annotated(f"{LINK} /AA << /PV << /S /URI /URI (a) >> >>"),
        "calls an address below the mouse": annotated(f"{LINK} /AA << /E << /S /URI /URI (https://a.org) >> >>"),
        "opens another PDF": opened("/S /GoToR /F (other.pdf) /D [0 /Fit]"),
        "opens another PDF by a name of its own": opened("/S 4 0 R /F (other.pdf) /D [0 /Fit]", "/GoToR"),
        "opens an article of another PDF": opened("/S /Thread /F (other.pdf) /D 0"),
        "does by itself what is also a link": written_pdf(
            catalog="/OpenAction 4 0 R",
            page=f"/Annots [<< {LINK} /A 4 0 R >>]",
            objects=["<< /S /URI /URI (https://example.org) >>"],
        ),
    },
    "link": {
        "links to a file": linked("(file:///C:/Users/me/report.docx)"),
        "links to a file in other letters": linked(r"( F\tile\040:///etc/passwd)"),
        "links to a drive": linked(r"(C:\\Windows\\calc.exe)"),
        "links to a computer nearby": linked(r"(\\\\server\\share\\a.exe)"),
        "links to a computer nearby the other way": linked("(//server/share/a.exe)"),
        "links to a computer by its protocol": linked("(smb://server/share)"),
        "links to a program": linked("(ms-msdt:/id PCWDiagnostic)"),
        "links to a PDF on a computer nearby": clicked(
            "/S /GoToR /D [0 /Fit] /F << /F (a.pdf) /UF 4 0 R >>", r"(\\\\server\\a)"
        ),
        "links to a file as the beginning of all links": written_pdf(catalog="/URI << /Base (file:///C:/) >>"),
    },
    "form": {
        "has a button that sends": filled_in("/FT /Btn /A << /S /SubmitForm /F (https://a.org) >>"),
        "sends when the mouse is let go": filled_in("/FT /Btn /AA << /U << /S /SubmitForm /F (https://a.org) >> >>"),
        "sends when opened": opened("/S /SubmitForm /F << /FS /URL /F (https://example.org) >>"),
        "sends from a field that is on no page": written_pdf(
            catalog="/AcroForm << /Fields [<< /FT /Btn /T (a) /AA << /D << /S /SubmitForm >> >> >>] >>"
        ),
        "fetches data": clicked("/S /ImportData /F (a.fdf)"),
        "is a program of its own": written_pdf(catalog="/AcroForm << /XFA 4 0 R >>", objects=[stream("", "<xdp/>")]),
        "is a program in parts": written_pdf(
            catalog="/AcroForm << /Fields [] /XFA [(template) 4 0 R] >>", objects=[stream("", "<template/>")]
        ),
    },
    "media": {
        "plays a sound when opened": opened("/S /Sound /Sound 4 0 R", stream("/R 8000")),
        "plays a sound with the page": written_pdf(
            page="/AA << /O << /S /Sound /Sound 4 0 R >> >>", objects=[stream("/R 1")]
        ),
        "plays a film when clicked": clicked("/S /Movie /T (film)"),
        "plays anything": clicked(r"/S /Rendition /OP 0 /R << /S /MR /C << /S /MCD /D (\\\\server\\a.mpg) >> >>"),
        "shows a film": annotated("/Subtype /Movie /Movie << /F (film.mpg) >>"),
        "shows a sound": annotated("/Subtype /Sound /Sound 4 0 R", stream("/R 8000")),
        "shows rich media": annotated("/Subtype /RichMedia /RichMediaContent << >>"),
        "shows a model": annotated("/Subtype /3D /3DD 4 0 R", stream("/Type /3D /Subtype /U3D /OnInstantiate 5 0 R")),
        "turns a model": clicked("/S /GoTo3DView /V /F"),
        "commands rich media": clicked("/S /RichMediaExecute /CMD << /C (play) >>"),
        "brings its own player along": written_pdf(catalog="/Collection << /Navigator << /SWF (a.swf) >> >>"),
        "is a show of slides": written_pdf(catalog="/Names << /AlternatePresentations << /Names [(a) << >>] >> >>"),
    },
    "outside": {
        "has its page elsewhere": written_pdf(page="/Contents 4 0 R", objects=[stream(r"/F (\\\\server\\page)")]),
        "has a picture elsewhere": shown(
            "/Subtype /Image /Width 1 /Height 1 /F << /FS /URL /F (https://example.org) >>"
        ),
        "has a picture for printing elsewhere": shown(
            "/Subtype /Image /Alternates [<< /Image 5 0 R /DefaultForPrinting true >>]",
            stream(r"/F (\\\\server\\a)"),
        ),
        "shows a page of another PDF": shown(
            r"/Subtype /Form /BBox [0 0 9 9] /Ref << /F (\\\\server\\a.pdf) /Page 0 >>"
        ),
        "has pictures replaced by a printer": shown(r"/Subtype /Image /OPI << /2.0 << /F (\\\\server\\a.tif) >> >>"),
    },
}

MENTIONED = r"(/S /JavaScript /JS \(app.alert\(1\)\) /EmbeddedFile /XFA [1])"

#: {what the PDF has: its bytes}; none of them does anything by itself
HARMLESS = {
    "a title that mentions scripts": written_pdf(trailer=f"/Info << /Title {MENTIONED} >>"),
    "a bookmark that mentions scripts": written_pdf(
        catalog="/Outlines << /First 4 0 R /Last 4 0 R >>", objects=[f"<< /Title {MENTIONED} /Dest [3 0 R /Fit] >>"]
    ),
    "a note that mentions scripts": annotated(f"/Subtype /Text /Contents {MENTIONED}"),
    "a page that mentions scripts": written_pdf(page="/Contents 4 0 R", objects=[stream("", f"BT {MENTIONED} Tj ET")]),
    "a link that mentions scripts": linked(r"(https://example.org/?q=/JS [javascript:alert\(1\)])"),
    "a link to the web": linked("(https://example.org/a.pdf)"),
    "a link to the web in capitals": linked("(HTTP://EXAMPLE.ORG:80/)"),
    "a link to the web in two bytes a letter": linked(in_utf16("https://example.org/Łódź")),
    "a link without a protocol": linked("(www.example.org/file:///a)"),
    "a link to a file beside it": linked("(../reports/a.pdf#javascript:1)"),
    "a link without its beginning, to a port": linked("(www.example.org:8080/plan)"),
    "a link to a mail address": linked("(mailto:office@example.org?subject=a:b)"),
    "a link to a phone": linked("(tel:+49-331-1)"),
    "a link that the mouse follows": annotated(f"{LINK} /AA << /U << /S /URI /URI (https://example.org) >> >>"),
    "a bookmark to the web": written_pdf(
        catalog="/Outlines << /First 4 0 R >>",
        objects=[
            "<< /Title (a) /Next 5 0 R /A << /S /URI /URI (https://example.org) >> >>",
            "<< /Title (b) /Prev 4 0 R /A << /S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (https://a.org) >> >> >>",
        ],
    ),
    "a base for its links": written_pdf(catalog="/URI << /Base (https://example.org/) >>"),
    "a link to another PDF": clicked("/S /GoToR /F (../other.pdf) /D [0 /Fit]"),
    "a link to another PDF on the web": clicked("/S /GoToR /D (a) /F << /FS /URL /F (https://example.org/a.pdf) >>"),
    "a link within": clicked("/S /GoTo /D [3 0 R /Fit]"),
    "a page that it opens at": written_pdf(catalog="/OpenAction [3 0 R /XYZ null null 0]"),
    "a place that it opens at": opened("/S /GoTo /D (chapter) /Next << /S /Named /N /NextPage >>"),
    "a wish to be printed": opened("/S /Named /N /Print"),
    "layers that it opens with": opened("/S /SetOCGState /State [/ON 4 0 R] /Next << /S /Hide >>", "<< /Type /OCG >>"),
    "layers": written_pdf(
        catalog="/OCProperties << /OCGs [4 0 R] /D << /Order [4 0 R] /AS [<< /Event /View >>] >> >>",
        objects=["<< /Type /OCG /Name (/JS) /Usage << /Print << /PrintState /ON >> >> >>"],
    ),
    "attachments that were deleted": written_pdf(catalog="/Names << /EmbeddedFiles << /Names [] >> >> /AF []"),
    "attachments that were deleted one by one": written_pdf(
        catalog="/Names << /EmbeddedFiles << /Kids [<< /Names [(a.exe) null (b.exe) 99 0 R] >> << >>] >> >>"
    ),
    "a description of a file that was deleted": written_pdf(catalog="/AF [<< /F (a.exe) /EF << >> >>]"),
    "a pin whose file was deleted": annotated("/Subtype /FileAttachment /FS null"),
    "an attachment that nothing leads to": written_pdf(objects=[ATTACHED, PROGRAM]),
    "a script that a later version took out": with_update(
        opened(SCRIPT), 1, ["<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>"]
    ),
    "scripts that were deleted": written_pdf(catalog="/Names << /JavaScript << /Names [] >> >>"),
    "a form to be printed": written_pdf(
        catalog="/AcroForm << /Fields [4 0 R 5 0 R] /XFA [] /DA (/Helv 0 Tf) >>",
        page="/Annots [4 0 R 5 0 R]",
        objects=[
            "<< /Subtype /Widget /FT /Tx /T (name) /V (/JS) /Rect [0 0 99 9] >>",
            "<< /Subtype /Widget /FT /Btn /T (empty) /Rect [0 9 99 18] /A << /S /ResetForm >> >>",
        ],
    ),
    "a box to tick, its states named at will": filled_in(
        "/FT /Btn /AP << /N << /A 5 0 R /AA 5 0 R /JS 5 0 R /XFA 5 0 R /EF 5 0 R >> >>", stream("")
    ),
    "a signature": written_pdf(
        catalog="/AcroForm << /SigFlags 3 /Fields [<< /FT /Sig /T (a) /V << /Type /Sig /Contents <00> >> >>] >>"
    ),
    "tags named at will": written_pdf(
        catalog="/MarkInfo << /Marked true >> /StructTreeRoot << /RoleMap << /JavaScript /P /AA /P >> /K 4 0 R >>",
        objects=["<< /S /JavaScript /A << /O /Layout /S /P >> /Ref [5 0 R] /K [5 0 R] >>", "<< /S /Launch /P 4 0 R >>"],
    ),
    "fonts named at will": written_pdf(
        page="/Resources << /Font << /JS 4 0 R /EF 4 0 R /AA 4 0 R /XFA 4 0 R /A 4 0 R /F 4 0 R >> >>",
        objects=["<< /Type /Font /Subtype /Type3 /CharProcs << /A 5 0 R /AA 5 0 R /F 5 0 R >> >>", stream("")],
    ),
    "places named at will": written_pdf(
        catalog="/Names << /Dests << /Names [(/JavaScript) [3 0 R /Fit]] >> >> /Dests << /JavaScript [3 0 R /Fit] >>"
    ),
    "a picture": shown("/Subtype /Image /Width 1 /Height 1 /SMask 5 0 R", stream("/Subtype /Image")),
    "objects that lead round in circles": written_pdf(
        catalog="/Names << /JavaScript 4 0 R >>",
        page=f"/Annots [<< {LINK} /P 3 0 R /A 5 0 R >>]",
        objects=["<< /Kids [4 0 R] >>", "<< /S /GoTo /D [3 0 R /Fit] /Next [5 0 R] >>"],
    ),
}
