from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.languages import localized
from editing.admin import TranslatedAdmin
from translations.models import Term
from translations.progress import TranslationTask


@admin.register(Term)
class TermAdmin(TranslatedAdmin):
    list_display = ["name", "definition"]
    search_fields = [*localized("name"), *localized("forms")]
    fieldsets = [(None, {"fields": ["name", "definition"]}), (_("Other forms"), {"fields": ["forms"]})]

    def tasks(self, request):
        """Texts have no list of their own in the admin, but the desk."""
        return [TranslationTask(request.user)]
