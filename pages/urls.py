from django.urls import path
from django.utils.translation import pgettext_lazy

from pages import views

app_name = "pages"
urlpatterns = [path(pgettext_lazy("address", "about/<slug:slug>/"), views.page_detail, name="page_detail")]
