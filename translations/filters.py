from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from translations.models import Text
from translations.tracking import page_models

TO_DO = "todo"


def people(request):
    """Those who have worked on a text that is there now."""
    texts = Text.objects.present().filter(changed_by=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(texts)).order_by("username")


class TextFilter(FilterSet):
    """Which texts of the desk are shown; all of their page is shown with them."""

    q = CharFilter(label=_("Search"), method="search")
    kind = ChoiceFilter(
        label=_("kind"), choices=lambda: [(m._meta.label_lower, m._meta.verbose_name) for m in page_models()]
    )
    language = ChoiceFilter(label=_("language"), choices=settings.LANGUAGES)
    state = ChoiceFilter(label=_("state"), method="in_state", choices=[(TO_DO, _("To do")), *Text.State.choices[1:]])
    person = ModelChoiceFilter(label=_("last worked on by"), field_name="changed_by", queryset=people)

    class Meta:
        model = Text
        fields = []

    def in_state(self, texts, name, value):
        return texts.to_do() if value == TO_DO else texts.filter(state=value)

    def search(self, texts, name, value):
        """Texts of the pages that the lists of the admin find by these words."""
        found = Q(pk=None)
        for model in page_models():
            model_admin = admin.site.get_model_admin(model)
            objects, _may_repeat = model_admin.get_search_results(self.request, model._base_manager.all(), value)
            key = Concat(Value(f"{model._meta.label_lower}/"), Cast("pk", CharField()), output_field=CharField())
            found |= Q(page__in=objects.order_by().values_list(key))
        return texts.filter(found)

    @property
    def language_chosen(self):
        return self.form.cleaned_data.get("language") if self.form.is_valid() else None
