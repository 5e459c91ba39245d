from django.urls import path

from translations import delivery, side_by_side, views

app_name = "translations"
urlpatterns = [
    path("", views.grid, name="grid"),
    path("data.csv", views.data, name="data"),
    path("desk/<str:kind>/<int:pk>/<slug:language>/", side_by_side.side_by_side, name="desk"),
    path("exchange/", delivery.exchange_page, name="exchange"),
    path("exchange/<slug:language>/<str:name>", delivery.download, name="download"),
    path("exchange/<uuid:uuid>/", delivery.delivery, name="delivery"),
]
