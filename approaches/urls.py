from django.urls import path
from django.utils.translation import pgettext_lazy

from approaches import views

app_name = "approaches"
urlpatterns = [
    path(pgettext_lazy("address", "approaches/"), views.approach_list, name="approaches"),
    path(pgettext_lazy("address", "approaches/matrix/"), views.matrix, name="matrix"),
    path(pgettext_lazy("address", "approaches/map/"), views.approach_map, name="map"),
    path(pgettext_lazy("address", "approaches/<slug:city>/<slug:slug>/"), views.approach, name="approach"),
]
