import pytest

from content import freshness
from pages.models import PageSection
from tests.factories import make_page
from tests.pages_of import main_of, text_of

pytestmark = pytest.mark.django_db


def test_a_page_shows_its_sections_in_order(client):
    page = make_page(title_en="About")
    PageSection.objects.create(owner=page, heading_en="Second", position=2)
    PageSection.objects.create(owner=page, heading_en="First", position=1)
    text = text_of(main_of(client.get("/en/about/about/")))
    assert text.index("First") < text.index("Second")


def test_menu_and_footer_hold_the_public_pages_that_say_so(client):
    make_page(title_en="In the menu", in_menu=True, in_footer=False)
    make_page(title_en="In the footer")
    make_page(title_en="Nowhere", in_footer=False)
    make_page(title_en="Draft page", in_menu=True, state="draft")
    html = client.get("/en/").content.decode()
    header, footer = html.index("<main"), html.index("</main>")
    assert html.index("In the menu") < header
    assert html.index("In the footer") > footer
    assert [title for title in ["Nowhere", "Draft page"] if title in html] == []


def test_query_count(client, django_assert_num_queries):
    for parts in [1, 3]:
        page = make_page(title_en=f"Page {parts}")
        for _part in range(parts):
            PageSection.objects.create(owner=page, body_en="<p>x</p>")
        freshness.forget()
        with django_assert_num_queries(6):
            client.get(page.get_absolute_url())
