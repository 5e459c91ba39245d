"""The site with one more admin, under /admin/stock/, whose class is as Django and the libraries give it."""

from adminsortable2.admin import SortableAdminBase
from django.contrib.admin import AdminSite
from django.urls import path
from modeltranslation.admin import TranslationAdmin

from movingcities.urls import *  # noqa: F403
from movingcities.urls import urlpatterns as ours
from pages.admin import PageAdmin
from pages.models import Page


class StockPageAdmin(SortableAdminBase, TranslationAdmin):
    inlines = PageAdmin.inlines
    fieldsets = PageAdmin.fieldsets
    readonly_fields = PageAdmin.readonly_fields


stock = AdminSite(name="stock")
stock.register(Page, StockPageAdmin)
urlpatterns = [path("admin/stock/", stock.urls), *ours]
