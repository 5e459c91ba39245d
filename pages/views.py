from django.shortcuts import render

from content.addresses import find, stay_or_move
from pages.models import Page


def page_detail(request, slug):
    page = find(Page.objects.published().prefetch_related("sections"), slug)
    stay_or_move(request, page.get_absolute_url())
    return render(
        request, "pages/page_detail.html", {"object": page, "siblings": Page.objects.published().in_navigation()}
    )
