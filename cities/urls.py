from django.urls import include, path, register_converter
from django.utils.translation import pgettext_lazy

from cities import views
from lists.files import NameConverter

register_converter(NameConverter, "list_file")

app_name = "cities"
urlpatterns = [
    path(
        pgettext_lazy("address", "cities/"),
        include([path("", views.city_list, name="city_list"), path("<list_file:name>", views.city_file)]),
    ),
    path(pgettext_lazy("address", "cities/map/"), views.city_map, name="map"),
    path(pgettext_lazy("address", "cities/<slug:slug>/"), views.city_detail, name="city_detail"),
    path(
        pgettext_lazy("address", "networks/"),
        include([path("", views.network_list, name="network_list"), path("<list_file:name>", views.network_file)]),
    ),
    path(pgettext_lazy("address", "networks/<slug:slug>/"), views.network_detail, name="network_detail"),
]
