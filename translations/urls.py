from django.urls import path

from translations.views import delivery, grid, side_by_side

app_name = "translations"
urlpatterns = [
    path("", grid.grid, name="grid"),
    path("data.csv", grid.data, name="data"),
    path("desk/<str:kind>/<int:pk>/<slug:language>/", side_by_side.side_by_side, name="desk"),
    path("exchange/", delivery.exchange_page, name="exchange"),
    path("exchange/<slug:language>/<str:name>", delivery.download, name="download"),
    path("exchange/<uuid:uuid>/", delivery.delivery, name="delivery"),
]
