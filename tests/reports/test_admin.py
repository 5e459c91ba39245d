import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports import pdf
from reports.models import Edition, File, PageText, Report, Upload, files, uploads
from reports.pdf import judged
from tests import samples
from tests.factories import make_city, make_edition, make_file, make_post, make_user
from tests.forms import opened

pytestmark = pytest.mark.django_db
ADD = "admin:reports_edition_add"


@pytest.fixture
def staff(client):
    user = make_user("Report staff")
    client.force_login(user)
    return user


def form(**values):
    """What the browser sends for an edition with one row for a file."""
    defaults = {
        "year": "2021", "notes_en": "What it holds", "source_language": "en", "state": "published",
        "publish_at_0": "2026-01-01", "publish_at_1": "00:00:00",
        "files-TOTAL_FORMS": "1", "files-INITIAL_FORMS": "0", "files-0-language": "de",
    }  # fmt: skip
    return defaults | {name.replace("__", "-"): value for name, value in values.items()}


def pdf_file(content=None, name="report.pdf", **arguments):
    return SimpleUploadedFile(name, content or samples.pdf(**arguments), "application/pdf")


def send(client, file):
    return client.post(reverse("admin:reports_upload"), {"pdf": file})


def errors_of_files(response):
    inlines = response.context["inline_admin_formsets"]
    return [form.errors for inline in inlines for form in inline.formset.forms if form.errors]


def test_an_edition_is_uploaded_and_read_back_byte_by_byte(client, staff):
    content = samples.pdf(pages=4, text=samples.GERMAN, change=samples.with_everything)
    response = client.post(reverse(ADD), form(city=make_city("Bremen").pk, files__0__pdf=pdf_file(content)))
    assert response.status_code == 302
    file = File.objects.get()
    assert (file.language, file.pages, file.size, file.warnings) == ("de", 4, len(content), ["fonts", "author"])
    assert client.get("/en/reports/bremen/2021/de.pdf").getvalue() == content
    assert client.get(file.pdf.url).getvalue() == content
    assert client.get(file.first_page.url).getvalue().startswith(b"RIFF")
    assert [text.number for text in PageText.objects.filter(text__contains="Zivilgesellschaft")] == [1, 2, 3, 4]
    client.post(reverse(ADD), form(city=file.edition.report.city_id, year="2024", files__0__pdf=pdf_file(pages=2)))
    assert Report.objects.get().editions.count() == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>", "This file is not a PDF."),
        (samples.pdf(password="x"), "This PDF is protected by a password."),
        (
            samples.pdf(change=samples.with_script),
            "This PDF holds a script, a small program that runs while it is read",
        ),
        (samples.pdf(text=samples.ENGLISH), "The text of this PDF is in English, not in German."),
    ],
)
def test_a_refused_pdf_gets_its_sentence_at_the_file_and_leaves_nothing_behind(client, staff, content, sentence):
    response = client.post(reverse(ADD), form(city=make_city().pk, files__0__pdf=pdf_file(content)))
    [errors] = errors_of_files(response)
    assert [message[: len(sentence)] for messages in errors.values() for message in messages] == [sentence]
    assert (Report.objects.count(), Edition.objects.count(), File.objects.count()) == (0, 0, 0)
    assert "What it holds" in response.content.decode()


def test_a_pdf_is_stored_from_where_it_starts_and_is_nothing_else_to_a_reader_who_looks_at_its_first_bytes(
    client, staff
):
    content = samples.pdf(text=samples.GERMAN)
    file = SimpleUploadedFile("report", b"@PJL <script>\r\n" + content, "application/x-download")
    assert client.post(reverse(ADD), form(city=make_city("Bremen").pk, files__0__pdf=file)).status_code == 302
    stored = File.objects.get()
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    response = client.get("/en/reports/bremen/2021/de.pdf")
    assert (response.getvalue(), response["Content-Type"]) == (content, "application/pdf")
    assert send(client, pdf_file(content)).json()["problem"].startswith("This very file is here already")


def test_what_was_accepted_need_not_be_chosen_again_when_something_else_is_wrong(client, staff):
    content = samples.pdf(pages=2)
    values = form(city=make_city("Bremen").pk, year="", files__0__pdf=pdf_file(content, "Köln.pdf"))
    response = client.post(reverse(ADD), values)
    assert response.context["adminform"].form.errors == {"year": ["This field is required."]}
    upload = Upload.objects.get()
    page = response.content.decode()
    assert f'value="{upload.uuid}"' in page
    assert "“Köln.pdf” (2 pages) has arrived and will be saved with this form." in page
    again = values | {"year": "2021", "files-0-upload": str(upload.uuid)}
    del again["files-0-pdf"]
    assert client.post(reverse(ADD), again).status_code == 302
    assert client.get("/en/reports/bremen/2021/de.pdf").getvalue() == content
    upload.refresh_from_db()
    assert (upload.pdf.name, upload.findings) == ("", {})


def test_files_arrive_one_by_one_before_the_form_is_sent(client, staff):
    german = send(client, pdf_file(text=samples.GERMAN)).json()
    english = send(client, pdf_file(text=samples.ENGLISH)).json()
    assert (german["language"], english["language"]) == ("de", "en")
    assert "has arrived" in german["message"]
    values = form(city=make_city().pk, files__TOTAL_FORMS="2", files__1__language="en")
    values |= {"files-0-upload": german["token"], "files-1-upload": english["token"]}
    assert client.post(reverse(ADD), values).status_code == 302
    assert sorted(File.objects.values_list("language", flat=True)) == ["de", "en"]


def test_a_file_sent_ahead_that_is_wrong_is_answered_with_the_sentence(client, staff):
    response = send(client, pdf_file(b"no"))
    assert (response.status_code, response.json()["problem"][:23]) == (400, "This file is not a PDF.")
    assert client.post(reverse("admin:reports_upload")).json() == {"problem": "Choose a PDF."}
    assert Upload.objects.count() == 0


def test_on_a_busy_machine_the_file_is_not_blamed_and_can_be_sent_again(client, staff, monkeypatch):
    with monkeypatch.context() as busy:
        busy.setattr(pdf, "WALL_SECONDS", 0.01)
        response = send(client, pdf_file())
    assert response.status_code == 400
    assert response.json()["problem"].startswith(
        "This PDF could not be checked within 15 seconds. Choose it again in a minute"
    )
    assert Upload.objects.count() == 0
    assert send(client, pdf_file()).status_code == 200


def test_nobody_else_can_send_files_ahead_or_use_those_of_others(client, staff):
    token = send(client, pdf_file()).json()["token"]
    client.force_login(make_user("Report staff"))
    response = client.post(reverse(ADD), form(city=make_city().pk, files__0__upload=token))
    assert errors_of_files(response) == [{"pdf": ["Choose a PDF."]}]
    client.force_login(make_user("Editor"))
    assert send(client, pdf_file()).status_code == 403
    client.logout()
    assert send(client, pdf_file()).status_code == 302
    assert client.get(Upload.objects.get().pdf.url).status_code == 404


@pytest.mark.parametrize("token", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_made_up_token_is_no_file(client, staff, token):
    response = client.post(reverse(ADD), form(city=make_city().pk, files__0__upload=token))
    assert "Choose a PDF." in [
        message for errors in errors_of_files(response) for m in errors.values() for message in m
    ]


def test_one_person_cannot_fill_the_disk(client, staff, monkeypatch):
    monkeypatch.setattr(uploads, "QUOTA_FILES", 2)
    assert [send(client, pdf_file()).status_code for _file in range(3)] == [200, 200, 400]
    refused = send(client, pdf_file()).json()["problem"]
    assert refused.startswith("You have uploaded as much as one person may in a day")
    client.force_login(make_user("Report staff"))
    assert send(client, pdf_file()).status_code == 200
    Upload.objects.update(created_at=timezone.now() - timedelta(days=2))
    client.force_login(staff)
    assert send(client, pdf_file()).status_code == 200
    assert Upload.objects.count() == 1


def test_the_same_file_is_not_kept_twice(client, staff):
    content = samples.pdf(pages=2)
    edition = make_edition(make_city("Bremen"), languages=())
    make_file(edition, "en", content)
    response = client.post(reverse(ADD), form(city=make_city().pk, files__0__pdf=pdf_file(content)))
    assert errors_of_files(response) == [
        {"pdf": ["This very file is here already: City report Bremen 2021 (English)."]}
    ]
    refused = send(client, pdf_file(content))
    assert refused.json() == {"problem": "This very file is here already: City report Bremen 2021 (English)."}
    assert Upload.objects.count() == 0


def test_the_same_file_cannot_stand_for_two_languages_of_one_form(client, staff):
    content = samples.pdf(pages=2)
    tokens = [send(client, pdf_file(content)).json()["token"] for _time in range(2)]
    values = form(city=make_city("Bremen").pk, files__TOTAL_FORMS="2", files__1__language="en")
    response = client.post(reverse(ADD), values | {"files-0-upload": tokens[0], "files-1-upload": tokens[1]})
    assert errors_of_files(response) == [{"pdf": ["This very file is here already: City report Bremen 2021 (German)."]}]
    assert (Edition.objects.count(), Upload.objects.exclude(pdf="").count()) == (0, 2)


def test_a_long_name_is_no_hindrance_without_script_either(client, staff):
    pdf = pdf_file(name="a" * 250 + ".pdf")
    assert client.post(reverse(ADD), form(city=make_city().pk, files__0__pdf=pdf)).status_code == 302


def test_a_corrected_file_takes_the_place_of_the_old_one_which_is_kept(client, staff):
    edition = make_edition(make_city("Bremen"))
    old = edition.files.get()
    before = client.get("/en/reports/bremen/2021/de.pdf").getvalue()
    corrected = samples.pdf(pages=9)
    values = form(
        city=edition.report.city_id, files__INITIAL_FORMS="1", files__0__id=old.pk, files__0__edition=edition.pk
    )
    url = reverse("admin:reports_edition_change", args=[edition.pk])
    values |= opened(client, url) | {"files-0-pdf": pdf_file(corrected)}
    assert client.post(url, values).status_code == 302
    assert client.get("/en/reports/bremen/2021/de.pdf").getvalue() == corrected
    assert client.get(old.pdf.url).getvalue() == before
    assert [(file.pages, file.replaced_at is None) for file in edition.files.order_by("pages")] == [
        (3, False),
        (9, True),
    ]
    assert "9 pages" in client.get("/en/reports/bremen/").content.decode()


def change_form(client, edition, **more):
    """What the browser sends for an edition with one file and one earlier version."""
    url = reverse("admin:reports_edition_change", args=[edition.pk])
    present, earlier = edition.files.current().get(), edition.files.replaced().get()
    values = form(
        city=edition.report.city_id, files__INITIAL_FORMS="1", files__0__id=present.pk, files__0__edition=edition.pk
    )
    values |= {"earlier-TOTAL_FORMS": "1", "earlier-INITIAL_FORMS": "1", "earlier-0-id": earlier.pk}
    return opened(client, url) | values | {"earlier-0-edition": edition.pk} | more


@pytest.fixture
def corrected(client, staff):
    """(edition, bytes of its first file) after a corrected file has taken the place of that one."""
    edition = make_edition(make_city("Bremen"))
    file = edition.files.get()
    with file.pdf as stored:
        before = stored.read()
    file.pdf = ContentFile(samples.pdf(pages=9), name="x.pdf")
    file.full_clean()
    file.save()
    return edition, before


def test_a_correction_can_be_taken_back_but_not_be_made_twice(client, corrected):
    edition, before = corrected
    present = client.get("/en/reports/bremen/2021/de.pdf").getvalue()
    url = reverse("admin:reports_edition_change", args=[edition.pk])
    response = client.post(url, change_form(client, edition, **{"files-0-pdf": pdf_file(present)}))
    assert errors_of_files(response) == [{"pdf": ["This very file is here already: City report Bremen 2021 (German)."]}]
    assert client.post(url, change_form(client, edition, **{"files-0-pdf": pdf_file(before)})).status_code == 302
    assert client.get("/en/reports/bremen/2021/de.pdf").getvalue() == before
    assert edition.files.replaced().count() == 2


def test_an_earlier_version_is_listed_and_can_be_deleted_for_good(client, corrected):
    edition, before = corrected
    earlier = edition.files.replaced().get()
    url = reverse("admin:reports_edition_change", args=[edition.pk])
    assert reverse("staff-media", args=[earlier.pdf.name]) in client.get(url).content.decode()
    assert client.post(url, change_form(client, edition)).status_code == 302
    assert client.get(earlier.get_absolute_url()).getvalue() == before
    assert client.post(url, change_form(client, edition, **{"earlier-0-DELETE": "on"})).status_code == 302
    assert client.get(earlier.get_absolute_url()).status_code == 404
    assert edition.files.get().pages == 9


def test_deleting_a_file_says_which_pages_link_to_it(client, corrected):
    edition, _before = corrected
    make_post(title_en="A post", video_url="https://example.org/en/reports/bremen/2021/de.pdf")
    make_post(title_en="Another", video_url="https://example.org/en/reports/bremen/2021/en.pdf")
    url = reverse("admin:reports_edition_change", args=[edition.pk])
    response = client.post(url, change_form(client, edition, **{"files-0-DELETE": "on"}), follow=True)
    warnings = [str(message) for message in response.context["messages"] if message.level_tag == "warning"]
    assert len(warnings) == 1
    assert warnings[0].startswith("These pages link to a file that is gone now: news post ")
    assert edition.files.current().count() == 0


def test_an_edition_of_a_year_that_is_there_already_is_refused(client, staff):
    edition = make_edition(year=2021)
    response = client.post(reverse(ADD), form(city=edition.report.city_id, files__TOTAL_FORMS="0"))
    assert response.context["adminform"].form.errors == {"year": ["There is an edition of this year already."]}


def test_an_edition_is_not_published_without_saying_what_it_holds(client, staff):
    response = client.post(reverse(ADD), form(city=make_city().pk, notes_en="", files__TOTAL_FORMS="0"))
    assert list(response.context["adminform"].form.errors) == ["notes_en"]


def test_two_files_in_one_language_are_refused(client, staff):
    edition = make_edition()
    file = edition.files.get()
    values = form(city=edition.report.city_id, files__INITIAL_FORMS="1", files__TOTAL_FORMS="2", files__0__id=file.pk)
    values |= {
        "files-0-edition": edition.pk,
        "files-1-edition": edition.pk,
        "files-1-language": "de",
        "files-1-pdf": pdf_file(),
    }
    url = reverse("admin:reports_edition_change", args=[edition.pk])
    response = client.post(url, values | opened(client, url))
    assert response.status_code == 200
    assert File.objects.count() == 1


def test_a_name_never_reaches_the_disk(client, staff):
    names = [
        "../../etc/passwd.pdf",
        ".htaccess.pdf",
        "a\u202efdp.pdf",
        "ä" * 130 + ".pdf",
        "Ko\u0308ln.pdf",
        "a b;\"'.pdf",
        "CON.pdf",
    ]
    answers = [send(client, pdf_file(name=name)).status_code for name in names]
    assert answers == [200] * len(names)
    stored = [upload.pdf.name for upload in Upload.objects.all()]
    assert [
        name for name in stored if not name.startswith("reports.file/") or len(name) != len("reports.file/") + 36
    ] == []
    assert "Köln.pdf" in Upload.objects.values_list("name", flat=True)


def test_the_check_finds_all_admin_classes_of_this_app_registered():
    assert [model for model in admin.site._registry if model._meta.app_label == "reports"] == [Edition]


def test_when_saving_fails_what_arrived_with_the_form_is_gone_again(client, staff, monkeypatch, tmp_path):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(File, "_keep_findings", full)
    client.raise_request_exception = False
    response = client.post(reverse(ADD), form(city=make_city().pk, files__0__pdf=pdf_file()))
    assert (response.status_code, Edition.objects.count(), Upload.objects.count()) == (507, 0, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_pdf_is_judged_before_the_form_takes_hold_of_the_database(client, monkeypatch):
    client.force_login(make_user(is_superuser=True))
    seen = []

    def watched(file, is_patient):
        seen.append(connection.in_atomic_block)
        return judged(file, is_patient)

    monkeypatch.setattr(files, "judged", watched)
    assert client.post(reverse(ADD), form(city=make_city().pk, files__0__pdf=pdf_file())).status_code == 302
    assert seen == [False]


def at_once(action, items):
    """What the action gives for each item, done by eight threads that leave no connection behind."""

    def act(item):
        try:
            return action(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(act, items))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_person_cannot_fill_the_disk_by_sending_everything_at_once(monkeypatch):
    monkeypatch.setattr(uploads, "QUOTA_FILES", 3)
    user, contents = make_user(is_superuser=True), [samples.pdf(pages=number + 1) for number in range(8)]

    def upload(content):
        client = Client()
        client.force_login(user)
        return send(client, pdf_file(content)).status_code

    assert sorted(at_once(upload, contents)) == [200] * 3 + [400] * 5
    stored = default_storage.listdir("reports.file")[1]
    assert sorted(f"reports.file/{name}" for name in stored) == sorted(Upload.objects.values_list("pdf", flat=True))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twenty_uploads_at_once_with_one_name_stay_apart():
    user = make_user(is_superuser=True)
    contents = [
        samples.pdf(change=lambda pdf, n=number: pdf.docinfo.update({"/Subject": str(n)})) for number in range(20)
    ]

    def upload(content):
        client = Client()
        client.force_login(user)
        return send(client, pdf_file(content)).status_code

    assert at_once(upload, contents) == [200] * 20
    kept = []
    for stored in Upload.objects.all():
        with stored.pdf as file:
            kept.append(file.read())
    assert sorted(kept) == sorted(contents)


def test_a_file_finds_its_row_when_somebody_else_has_added_one_meanwhile(client):
    client.force_login(make_user("Report staff"))
    edition = make_edition(make_city("Bremen"), languages=[], notes_en="What it holds")
    url = reverse("admin:reports_edition_change", args=[edition.pk])
    sent = form(city=edition.report.city_id, files__0__pdf=pdf_file(pages=4)) | opened(client, url)
    make_file(edition, "en")
    assert client.post(url, sent).status_code == 302
    assert sorted(edition.files.values_list("language", "pages")) == [("de", 4), ("en", 3)]


def test_two_new_files_in_one_language_are_refused_with_a_sentence(client, staff):
    values = form(city=make_city().pk, files__TOTAL_FORMS="2", files__1__language="de")
    values |= {"files-0-pdf": pdf_file(pages=1), "files-1-pdf": pdf_file(pages=2)}
    response = client.post(reverse(ADD), values)
    assert errors_of_files(response) == [{"language": ["This edition has a file in this language already."]}]
    assert Edition.objects.count() == 0
