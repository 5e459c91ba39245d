import pytest
from django.core.files.base import ContentFile

from content import freshness
from news.models import Download, NewsSection
from tests import samples
from tests.factories import make_approach, make_city, make_network, make_post
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db


def full_post(title, parts):
    post = make_post(title_en=title, kind="event", date="2025-11-20", event_start="2025-11-18", event_place="Frankfurt")
    for number in range(parts):
        NewsSection.objects.create(owner=post, heading_en=f"Heading {number}", body_en="<p>Text</p>", position=number)
        post.cities.add(make_city())
        post.networks.add(make_network())
        post.approaches.add(make_approach())
        download = Download(post=post, title_en=f"Paper {number}", pdf=ContentFile(samples.pdf(), name="x.pdf"))
        download.full_clean()
        download.save()
    return post


def test_the_list_shows_public_posts_newest_first_with_their_dates(client):
    make_post(title_en="Old", date="2019-06-14")
    make_post(title_en="New", date="2025-11-20", region_en="Europe")
    make_post(title_en="Draft", state="draft")
    text = text_of(main_of(client.get("/en/news/")))
    assert text.index("20 November 2025 , News, Europe New") < text.index("14 June 2019 , News Old")
    assert "Draft" not in text


def test_a_post_carries_everything(client):
    post = full_post("Conference", 2)
    page = main_of(client.get(post.get_absolute_url()))
    text = text_of(page)
    for part in ["Event", "When 18 November 2025 Where Frankfurt", "Heading 0 Text Heading 1 Text", "Paper 0 (PDF,"]:
        assert part in text
    assert [len(links_in(page, prefix)) for prefix in ["/media/", "/en/cities/", "/en/networks/"]] == [2, 2, 2]
    pdf = client.get(links_in(page, "/media/")[0])
    assert pdf.getvalue().startswith(b"%PDF-")


def test_a_post_names_only_what_is_public(client):
    post = make_post(title_en="News")
    post.cities.add(make_city("Hidden city", state="draft"))
    post.networks.add(make_network("Hidden network", state="draft"))
    post.approaches.add(make_approach(title_en="Hidden approach", state="draft"))
    assert "Hidden" not in main_of(client.get("/en/news/news/"))


def test_the_download_of_a_draft_is_not_to_be_had(client):
    post = full_post("Conference", 1)
    url = post.downloads.get().pdf.url
    assert client.get(url).getvalue().startswith(b"%PDF-")
    post.state = "draft"
    post.save()
    assert client.get(url).status_code == 404


def test_a_download_is_stored_from_where_the_pdf_starts(client):
    content = samples.pdf()
    download = Download(post=make_post(), title_en="Paper", pdf=ContentFile(b"@PJL\n" + content, name="x.pdf"))
    download.full_clean()
    download.save()
    assert (client.get(download.pdf.url).getvalue(), download.size) == (content, len(content))


def test_query_counts(client, forget_pages, django_assert_num_queries):
    for parts in [1, 3]:
        full_post(f"Post {parts}", parts)
        freshness.forget()
        with django_assert_num_queries(10):
            client.get(f"/en/news/post-{parts}/")
        make_post()
        freshness.forget()
        forget_pages()
        with django_assert_num_queries(9):
            client.get("/en/news/")
