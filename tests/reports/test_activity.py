from io import BytesIO

import pikepdf
import pytest

from reports.inspection import inspect
from reports.pdf import PROBLEMS
from tests.acting_pdfs import ACTING, HARMLESS, SCRIPT, opened
from tests.samples import with_update, written_pdf

pytestmark = pytest.mark.once


def each(pdfs):
    return [pytest.param(content, id=name) for name, content in pdfs.items()]


@pytest.mark.parametrize(
    ("kind", "content"),
    [pytest.param(kind, *case.values, id=case.id) for kind, pdfs in ACTING.items() for case in each(pdfs)],
)
def test_a_pdf_that_does_something_by_itself_is_refused_and_what_it_does_is_named(kind, content):
    assert kind in PROBLEMS
    assert inspect(content) == {"problem": kind}
    assert inspect(saved(content, object_stream_mode=pikepdf.ObjectStreamMode.generate)) == {"problem": kind}
    assert inspect(saved(content, encryption=pikepdf.Encryption(owner="secret", user=""))) == {"problem": kind}


@pytest.mark.parametrize("content", each(HARMLESS))
def test_a_pdf_that_only_comes_close_to_doing_something_is_taken(content):
    assert inspect(content)["pages"] == 1


def saved(content, **options):
    again = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(again, **options)
    return again.getvalue()


def test_a_script_that_a_later_version_brings_in_is_found():
    later = f"<< /Type /Catalog /Pages 2 0 R /OpenAction << {SCRIPT} >> >>"
    assert inspect(with_update(written_pdf(), 1, [later])) == {"problem": "script"}


def test_a_script_is_found_however_deep_it_lies():
    deep = [f"[{number} 0 R]" for number in range(5, 20_000)]
    found = inspect(written_pdf(catalog="/PieceInfo 4 0 R", objects=[*deep, f"<< /A << {SCRIPT} >> >>"]))
    assert found == {"problem": "script"}


def test_names_that_are_no_names_are_no_hindrance():
    odd = "/S << /S /JavaScript >> /URI [1 2] /Next 4 0 R"
    assert inspect(opened(odd, "[null (a) 5 0 R << /S (JavaScript) /N 1.5 >>]"))["pages"] == 1
