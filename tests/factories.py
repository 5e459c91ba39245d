"""Objects for tests: each is published and complete unless the test says otherwise."""

from itertools import count

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from accounts.models import User
from approaches.models import Approach
from cities.models import City, Contact, Membership, Network, PolicyArea
from news.models import NewsPost
from pages.models import Page
from reports.models import Edition, File, Report
from tests import samples
from translations.models import Term

number = count(1)
PASSWORD = "a long enough password"


def make_area(slug="housing", **values):
    return PolicyArea.objects.create(
        **{"slug": slug, "name_en": slug.title(), "name_de": f"{slug.title()} (de)"} | values
    )


def make_city(name=None, **values):
    name = name or f"City {next(number)}"
    defaults = {"name_en": name, "country": "DE", "latitude": "52.4", "longitude": "13.1", "state": "published"}
    return City.objects.create(**defaults | values)


def make_network(name=None, **values):
    return Network.objects.create(**{"name_en": name or f"Network {next(number)}", "state": "published"} | values)


def make_membership(city, network, **values):
    return Membership.objects.create(city=city, network=network, **values)


def make_approach(city=None, areas=(), **values):
    title = f"Approach {next(number)}"
    defaults = {"title_en": title, "summary_en": f"Summary of {title}", "state": "published"}
    approach = Approach.objects.create(city=city or make_city(), **defaults | values)
    approach.policy_areas.set(areas)
    return approach


def make_contact(**values):
    defaults = {
        "organisation_en": "Office",
        "email": "office@example.org",
        "public_basis": "by letter",
        "public_until": "2099-01-01",
    }
    return Contact.objects.create(**defaults | values)


def make_edition(city=None, year=2021, languages=("de",), **values):
    """An edition with one PDF in each language."""
    report, _is_new = Report.objects.get_or_create(city=city or make_city())
    defaults = {"report": report, "year": year, "state": "published", "notes_en": "What it holds"}
    edition = Edition.objects.create(**defaults | values)
    for language in languages:
        make_file(edition, language)
    return edition


def make_file(edition, language="de", content=None):
    """A PDF of an edition, different from every other."""
    content = content or samples.pdf(pages=3, change=lambda pdf: pdf.docinfo.update({"/Subject": str(next(number))}))
    file = File(edition=edition, language=language, pdf=ContentFile(content, name="x.pdf"))
    file.full_clean()
    file.save()
    return file


def make_post(**values):
    title = f"Post {next(number)}"
    return NewsPost.objects.create(
        **{"title_en": title, "teaser_en": f"Teaser of {title}", "state": "published"} | values
    )


def make_page(**values):
    return Page.objects.create(**{"title_en": f"Page {next(number)}", "in_footer": True, "state": "published"} | values)


def make_user(group=None, **values):
    """Somebody who may enter the admin, with the rights of a group."""
    user = User.objects.create_user(f"user-{next(number)}", password=PASSWORD, is_staff=True, **values)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_term(**values):
    """A term of the glossary."""
    defaults = {
        "name_en": "Toleration",
        "name_de": "Duldung",
        "definition_de": "Wer bleiben muss.",
        "forms_de": "geduldet",
    }
    return Term.objects.create(**defaults | values)
