"""What cells say, and how values are written into them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from import_export.widgets import (
    BooleanWidget,
    DateWidget,
    DecimalWidget,
    ForeignKeyWidget,
    IntegerWidget,
    ManyToManyWidget,
    Widget,
)

from content.language_table import LANGUAGES
from content.languages import CODES
from content.rich_text import clean_html
from editing.numbers import decimal, whole


class LanguagesWidget(Widget):
    """Language codes, separated by commas."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return [code.strip() for code in (value or "").split(",") if code.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ",".join(code for code in CODES if code in (value or []))


class WholeNumberWidget(IntegerWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        return int(whole(value)) if value else None


class CommaWidget(DecimalWidget):
    """Decimals after a comma or a point, without zeros that say nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        number = super().clean(decimal(value), row, **kwargs)
        return number if number is None else Decimal(self.render(number))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"


class DayWidget(DateWidget):
    """As exported, or as a spreadsheet of a European country makes of that."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]


class YesNoWidget(BooleanWidget):
    """1 or 0, as exported, or what spreadsheets and people write in our languages; what else there is, is refused."""

    YES = {"1", *(word for row in LANGUAGES for word in row.yes.split())}
    NO = {"", "0", *(word for row in LANGUAGES for word in row.no.split())}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        word = (value or "").strip().lower()
        if word not in self.YES | self.NO:
            raise ValueError(word)
        return word in self.YES


class UUIDWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> UUID | None:
        return UUID(value) if value else None


class RichTextWidget(Widget):
    """HTML as it will be stored."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return clean_html(value or "")


class NameWidget(ForeignKeyWidget):
    """The slug of one related object; each is looked up once."""

    def __init__(self, model: Any, field: str = "slug", **kwargs: Any) -> None:
        super().__init__(model, field, **kwargs)
        self.known: dict[Any, Any] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value not in self.known:
            self.known[value] = super().clean(value, row, **kwargs)
        return self.known[value]


class NamesWidget(ManyToManyWidget):
    """The slugs of related objects, separated by commas; each text is looked up once."""

    def __init__(self, model: Any, field: str = "slug", **kwargs: Any) -> None:
        super().__init__(model, field=field, **kwargs)
        self.known: dict[Any, list[Any]] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Any]:
        if value not in self.known:
            names = {name.strip() for name in (value or "").split(",")} - {""}
            found = list(self.model.objects.filter(**{f"{self.field}__in": names}))
            if len(found) < len(names):
                raise ValueError(value)
            self.known[value] = found
        return self.known[value]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        things = value if isinstance(value, list) else value.all() if value else []
        return ",".join(getattr(thing, self.field) for thing in things)
