from django.urls import include, path
from django.utils.translation import pgettext_lazy

from news import views

app_name = "news"
urlpatterns = [
    path(
        pgettext_lazy("address", "news/"),
        include([path("", views.post_list, name="post_list"), path("<list_file:name>", views.post_file)]),
    ),
    path(pgettext_lazy("address", "news/<slug:slug>/"), views.post_detail, name="post_detail"),
]
