from django.shortcuts import render

from content.addresses import find, stay_or_move
from lists.files import file_response
from lists.pages import list_response
from news.exports import NEWS
from news.filters import NewsFilter
from news.models import NewsPost


def post_list(request):
    filters = NewsFilter(request.GET, NewsPost.objects.published())
    return list_response(request, filters, "news/post_list.html", "news/_post_results.html")


def post_file(request, name):
    return file_response(request, NewsFilter(request.GET, NewsPost.objects.published().with_subjects()), NEWS, name)


def post_detail(request, slug):
    post = find(NewsPost.objects.published().prefetch_related("sections", "downloads"), slug)
    stay_or_move(request, post.get_absolute_url())
    context = {
        "object": post,
        "cities": post.cities.published().only_names(),
        "networks": post.networks.published(),
        "approaches": post.approaches.published().for_cards(),
    }
    return render(request, "news/post_detail.html", context)
