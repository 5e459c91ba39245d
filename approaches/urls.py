from django.urls import include, path
from django.utils.translation import pgettext_lazy

from approaches import views

app_name = "approaches"
urlpatterns = [
    path(
        pgettext_lazy("address", "approaches/"),
        include([path("", views.approach_list, name="approach_list"), path("<list_file:name>", views.approach_file)]),
    ),
    path(pgettext_lazy("address", "approaches/matrix/"), views.matrix, name="matrix"),
    path(pgettext_lazy("address", "approaches/map/"), views.approach_map, name="map"),
    path(
        pgettext_lazy("address", "approaches/<slug:city>/<slug:slug>/"), views.approach_detail, name="approach_detail"
    ),
]
