"""The catalogue as one would build it with Wagtail: pages for cities and approaches below two lists."""

from django.core.paginator import Paginator
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

SECTION = StructBlock([("heading", CharBlock(required=False)), ("body", RichTextBlock())])


class Named(models.Model):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)

    class Meta:
        abstract = True
        ordering = ["slug"]

    def __str__(self):
        return self.name


class PolicyArea(Named):
    pass


class Network(Named):
    pass


class HomePage(Page):
    def get_context(self, request):
        return super().get_context(request) | {"approaches": ApproachPage.objects.live().for_cards()[:6]}


class CityIndexPage(Page):
    def get_context(self, request):
        cities = CityPage.objects.live().prefetch_related("networks").order_by("country", "title")
        return super().get_context(request) | {"page_of": Paginator(cities, 96).get_page(request.GET.get("page"))}


class ApproachIndexPage(Page):
    def get_context(self, request):
        approaches, area = ApproachPage.objects.live().for_cards().order_by("title"), request.GET.get("area")
        if area:
            approaches = approaches.filter(policy_areas__slug=area)
        page_of = Paginator(approaches, 24).get_page(request.GET.get("page"))
        return super().get_context(request) | {"page_of": page_of, "areas": PolicyArea.objects.all(), "area": area}


class CityPage(Page):
    country = models.CharField(max_length=100)
    summary = models.TextField(blank=True)
    networks = ParentalManyToManyField(Network, related_name="cities")
    body = StreamField([("takeaways", ListBlock(CharBlock())), ("section", SECTION)])

    def get_context(self, request):
        return super().get_context(request) | {"approaches": self.approaches.live().for_cards()}


class ApproachQuerySet(PageQuerySet):
    def for_cards(self):
        return self.select_related("city").prefetch_related("policy_areas")


class ApproachPage(Page):
    city = models.ForeignKey(CityPage, models.PROTECT, related_name="approaches")
    policy_areas = ParentalManyToManyField(PolicyArea, related_name="approaches")
    summary = models.TextField(blank=True)
    lead = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=100, blank=True)
    start_year = models.PositiveSmallIntegerField(null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(null=True, blank=True)
    body = StreamField([("section", SECTION)])

    objects = PageManager.from_queryset(ApproachQuerySet)()

    def get_context(self, request):
        areas = self.policy_areas.all()
        others = ApproachPage.objects.live().for_cards().exclude(city=self.city)
        related = others.filter(policy_areas__in=areas).distinct()[:3]
        siblings = self.city.approaches.live().for_cards().exclude(pk=self.pk)
        return super().get_context(request) | {"areas": areas, "siblings": siblings, "related": related}
