from django.urls import path
from django.utils.translation import pgettext_lazy

from news import views

app_name = "news"
urlpatterns = [
    path(pgettext_lazy("address", "news/"), views.post_list, name="posts"),
    path(pgettext_lazy("address", "news/<slug:slug>/"), views.post, name="post"),
]
