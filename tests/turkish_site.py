"""Goes through a site that has got Turkish as a language: `python -m tests.turkish_site` prints what is wrong as JSON.

It runs in a process of its own, in a copy of the code and on a new database: see test_new_language.py.
"""

import io
import json
import os
import re
import zipfile

import django
from django.test import Client
from django.test.utils import setup_test_environment

os.environ["DJANGO_SETTINGS_MODULE"] = "movingcities.settings"
django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.translation import override  # noqa: E402

from cities.models import City  # noqa: E402
from editing.models import Import  # noqa: E402
from tests import factories as make  # noqa: E402
from tests.forms import form_values  # noqa: E402

FILES = ["data.csv", "data.xlsx", "data.json", "data.geojson", "feed.atom"]
#: Every page that is about nothing in particular, and a text that it has.
LISTS = {
    "home": "latin-ext(.|\n)*İstanbul",
    "cities:city_list": "İstanbul",
    "cities:network_list": "Açık şehirler",
    "approaches:approach_list": "Iğdır ışık",
    "approaches:matrix": "İstanbul",
    "news:post_list": "Çağrı",
    "glossary": "Göç",
}
#: What is typed, and what it finds: marks of letters are folded, words stemmed.
SEARCHES = {
    "istanbul": "<mark>İstanbul</mark>",
    "ISTANBUL": "<mark>İstanbul</mark>",
    "İSTANBUL": "<mark>İstanbul</mark>",
    "igdir": "<mark>Iğdır</mark>",
    "IĞDIR": "<mark>Iğdır</mark>",
    "ışıklar": "<mark>ışık</mark>",
    "göçmen": "<mark>Göçmenler</mark>",
}
FORMS = [
    "cities_city", "cities_network", "cities_contact", "cities_policyarea", "approaches_approach", "news_newspost",
    "pages_page", "reports_edition", "translations_term",
]  # fmt: skip


def make_content():
    """One object of each kind with texts in Turkish: {object: a text that its page has}."""
    ready = {"languages": ["en", "tr"]}
    area = make.make_area(name_tr="Barınma")
    city = make.make_city("Istanbul", name_tr="İstanbul", summary_tr="Boğazın iki yakası", country="TR", **ready)
    network = make.make_network("Open towns", name_tr="Açık şehirler", description_tr="<p>Yağmurda bile</p>", **ready)
    make.make_membership(city, network)
    make.make_contact(city=city, organisation_tr="Göç dairesi")
    make.make_term(name_tr="Göç", definition_tr="Yer değiştirme")
    edition = make.make_edition(city, 2021, languages=["tr"], notes_tr="Görüşmeler")
    edition.languages = ready["languages"]
    edition.save()
    return {
        city: "Boğazın iki yakası",
        network: "Yağmurda bile",
        make.make_approach(city, [area], title_tr="Iğdır ışık", summary_tr="Göçmenler için", **ready): "Iğdır ışık",
        make.make_post(title_tr="Çağrı", teaser_tr="Şimdi başvurun", **ready): "Çağrı",
        make.make_page(title_tr="Hakkımızda", **ready): "Hakkımızda",
        edition: "Görüşmeler",
        edition.report: "İstanbul",
        edition.files.get(): "%PDF",
    }


def pages(things):
    """{path: a text that it has} of what the public may read."""
    found = {reverse(name): text for name, text in LISTS.items()}
    found |= {thing.get_absolute_url(): text for thing, text in things.items()}
    lists = ["cities:city_list", "cities:network_list", "approaches:approach_list", "news:post_list"]
    found |= {f"{reverse(name)}{file}": LISTS[name] for name in lists for file in FILES}
    found |= {f"{reverse('search:search')}?q={words}": text for words, text in SEARCHES.items()}
    return found | {
        f"{reverse('cities:map')}?view=2470,-5450,4120": "İstanbul",
        f"{reverse('approaches:map')}?view=2470,-5450,4120": "İstanbul",
        f"{reverse('search:suggestions')}?q=istan": "stanbul",
        f"{reverse('compare')}?city=istanbul": "İstanbul",
        reverse("reports:citation", args=["istanbul", 2021, "bib"]): "İstanbul",
        "/sitemap.xml": "/sitemap-cities.xml",
        "/sitemap-cities.xml": "/tr/sehirler/istanbul/",
        "/sitemap-lists.xml": "/tr/networks/",  # a word of addresses without a translation stays English
    }


def text_of(answer):
    """All that an answer says; a workbook is unpacked."""
    content = b"".join(answer)
    if answer.headers["Content-Type"].endswith("sheet"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(map(book.read, book.namelist()))
    return content.decode(errors="replace")


def wrong_pages(client, wanted):
    """A sentence on each path of {path: pattern} that is not answered, or by a page without that pattern."""
    for path, pattern in wanted.items():
        answer = client.get(path)
        if answer.status_code != 200:
            yield f"{path}: {answer.status_code}"
        elif not re.search(pattern, text_of(answer)):
            yield f"{path}: no {pattern}"


def admin_pages(things):
    """{path: pattern} of the pages of the admin that have a place for texts in Turkish."""
    found = {reverse(f"admin:{name}_add"): r"mt-field-\w+-tr" for name in FORMS}
    for thing in list(things)[:6]:
        name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change"
        found[reverse(name, args=[thing.pk])] = r"mt-field-\w+-tr"
    return found | {
        reverse("admin:cities_city_checklist", args=[City.objects.get().pk]): "Türkçe",
        reverse("admin:index"): "Türkçe",
        reverse("translations:grid"): "Türkçe",
        reverse("admin:cities_city_export", args=["csv"]): "name_tr(.|\n)*İstanbul",
        reverse("admin:cities_city_export", args=["xlsx"]): "name_tr(.|\n)*İstanbul",
    }


def wrong_tables(client):
    """A sentence on each table with Turkish words for yes and no that does not enter."""
    for word, is_meant in [("EVET", True), ("hayır", False), ("evet", True), ("HAYIR", False)]:
        table = f"slug,name_tr,is_case_study\nistanbul,İstanbul {word},{word}\n".encode()
        address = reverse("admin:cities_city_import")
        tried = text_of(client.post(address, {"table": SimpleUploadedFile("table.csv", table)}))
        if kept := Import.objects.last():
            text_of(client.post(address, {"take_over": kept.pk}))
        city = City.objects.get()
        if (city.name_tr, city.is_case_study) != (f"İstanbul {word}", is_meant):
            yield f"{word}: {city.name_tr}, {city.is_case_study} ({tried[-2000:]})"


def wrong_forms(client):
    """A sentence on the form of a city if a text in Turkish cannot be seen before it is saved, or be saved."""
    address = reverse("admin:cities_city_change", args=[City.objects.get().pk])
    values = form_values(client.get(address)) | {"name_tr": "Iğdır"}
    if "Iğdır" not in text_of(client.post(address, values | {"_preview": "on"})):
        yield f"{address}: no preview"
    answer = client.post(address, values)
    if (answer.status_code, City.objects.get().name_tr) != (302, "Iğdır"):
        yield f"{address}: {answer.status_code}"


def wrong():
    """All that is wrong with the site, in sentences."""
    things, reader, writer = make_content(), Client(), Client()
    user = make.make_user("Administrator")
    user.groups.add(Group.objects.get(name="Language: Turkish"))
    writer.force_login(user)
    writer.cookies["django_language"] = "tr"
    with override("tr"):
        yield from wrong_pages(reader, pages(things))
        yield from wrong_pages(writer, admin_pages(things))
        yield from wrong_tables(writer)
        yield from wrong_forms(writer)


if __name__ == "__main__":
    setup_test_environment()
    print(json.dumps(list(wrong()), ensure_ascii=False))
