from django.urls import path
from django.utils.translation import pgettext_lazy

from cities import views

app_name = "cities"
urlpatterns = [
    path(pgettext_lazy("address", "cities/"), views.city_list, name="cities"),
    path(pgettext_lazy("address", "cities/map/"), views.city_map, name="map"),
    path(pgettext_lazy("address", "cities/<slug:slug>/"), views.city, name="city"),
    path(pgettext_lazy("address", "networks/"), views.network_list, name="networks"),
    path(pgettext_lazy("address", "networks/<slug:slug>/"), views.network, name="network"),
]
