from django.shortcuts import render

from content.addresses import find, stay_or_move
from content.filters import page_of
from news.models import NewsPost


def post_list(request):
    return render(request, "news/post_list.html", {"page": page_of(request, NewsPost.objects.published())})


def post(request, slug):
    post = find(NewsPost.objects.published().prefetch_related("sections", "downloads"), slug)
    stay_or_move(request, post.get_absolute_url())
    context = {
        "object": post,
        "cities": post.cities.published().only_names(),
        "networks": post.networks.published(),
        "approaches": post.approaches.published().for_cards(),
    }
    return render(request, "news/post_detail.html", context)
