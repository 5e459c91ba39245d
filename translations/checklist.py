"""What the check-list before publishing says of translations."""

from django.utils.translation import gettext as _

from editing.publishing.checklist import written_parts
from translations.models import Text
from translations.tracking import item_address


def out_of_date(obj):
    """A Finding for each text of a Publishable whose source text has changed since, in the order of the form."""
    texts = Text.objects.present().filter(page=item_address(obj), state=Text.State.STALE)
    stale = set(texts.values_list("item", "field", "language"))
    sentence = _("The original has changed since this was translated. Check whether it is still right.")
    for part in written_parts(obj) if stale else []:
        for name, columns in part.columns():
            for language, column in columns.items():
                if (item_address(part.thing), name, language) in stale:
                    yield part.finding(column, sentence)
