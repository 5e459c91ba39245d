"""Brute force: remembers every act of a story word by word, and says from that alone what each text must be marked as.

It knows nothing of fingerprints or rows. Texts are numbers; each is written down in ways that look the same.
"""

from random import Random

from django.core import serializers

from cities.models import City, CitySection
from content.languages import CODES
from tests.factories import make_city
from translations.models import Text
from translations.tracking import item_address, writing

FIELDS = {City: ["name", "summary"], CitySection: ["heading", "body"]}
LANGUAGES = ["en", "de", "pl"]


def written(number, field, look):
    """Text no. `number`, in one of the ways that nobody can tell apart on a page; no. 0 is no text."""
    if not number:
        return ""
    words = f"Text{number} of the city"
    if field != "body":
        return [words, f" {words}", words.replace(" of", "  of\u200b"), words][look]
    rich = f"<strong>Text{number}</strong> of the city"
    return [f"<p>{rich}</p>", f"<p> {rich} </p>\n<p></p>", f"<p>{rich.replace(' of', '  of')}</p>", f"<p>{rich}</p>"][
        look
    ]


class Story:
    """A city with sections, changed at random, and what must be known of its translations."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.city = make_city("Text1 of the city")
        #: {address of the object: {field: {language: number}}}
        self.texts = {item_address(self.city): {"name": {"en": 1}, "summary": {}}}
        #: (object, field, language, number of the text, language of the source, number of the source) that were right
        self.right = set()
        self.snapshots = []

    def play(self, steps):
        acts = (
            [self.edit] * 8 + [self.confirm, self.add, self.delete, self.switch] + [self.keep] * 2 + [self.restore] * 2
        )
        acts += [self.rename_file]
        for _step in range(steps):
            self.random.choice(acts)()

    def edit(self):
        """Somebody changes some texts of one object, often source and translation in one save."""
        obj = self.random.choice(self.objects())
        numbers = {field: {} for field in FIELDS[type(obj)]}
        for field in numbers:
            for code in self.random.sample(LANGUAGES, self.random.randint(0, 3)):
                numbers[field][code] = self.random.randint(1 if field == "name" else 0, 3)
                setattr(obj, f"{field}_{code}", written(numbers[field][code], field, self.random.randint(0, 3)))
        obj.save()
        self.remember(item_address(obj), numbers)

    def remember(self, key, written_now):
        """A save: what has changed is right for the source as it stands after the save."""
        for field, numbers in written_now.items():
            by_language = self.texts[key][field]
            changed = {code: number for code, number in numbers.items() if by_language.get(code, 0) != number}
            by_language.update(changed)
            for code, number in changed.items():
                if code != self.source and number:
                    self.right.add((key, field, code, number, self.source, by_language.get(self.source, 0)))

    @property
    def source(self):
        return self.city.source_language

    def objects(self):
        self.city = City.objects.get(pk=self.city.pk)
        return [self.city, *self.city.sections.all()]

    def confirm(self):
        obj = self.random.choice(self.objects())
        field, language = self.random.choice(FIELDS[type(obj)]), self.random.choice(LANGUAGES)
        number = self.texts[item_address(obj)][field].get(language, 0)
        if language != self.source and number:
            with writing(None, confirms=[(item_address(obj), field, language)]):
                obj.save()
            source = self.texts[item_address(obj)][field].get(self.source, 0)
            self.right.add((item_address(obj), field, language, number, self.source, source))

    def add(self):
        section = CitySection.objects.create(owner=self.city)
        self.texts[item_address(section)] = {"heading": {}, "body": {}}

    def delete(self):
        if sections := self.objects()[1:]:
            self.remove(self.random.choice(sections))

    def remove(self, section):
        self.texts[item_address(section)] = {"heading": {}, "body": {}}
        section.delete()

    def rename_file(self):
        """Something that is no text."""
        obj = self.random.choice(self.objects())
        obj.picture_credit = str(self.random.random())
        obj.save()

    def switch(self):
        """Another language becomes the source: what said the same as the old source says the same as the new one."""
        city, new = self.objects()[0], self.random.choice(LANGUAGES)
        if self.texts[item_address(city)]["name"].get(new, 0):
            self.infer(new)
            city.source_language = new
            city.save()
            self.city = city

    def infer(self, new):
        old = self.source
        if new == old:
            return
        for obj in self.objects():
            for field, by_language in self.texts[item_address(obj)].items():
                said = [code for code in LANGUAGES if self.says_the_same(item_address(obj), field, code)]
                if new in said and by_language.get(old, 0) and by_language.get(new, 0):
                    for code in set(said) - {new}:
                        self.right.add((item_address(obj), field, code, by_language[code], new, by_language[new]))

    def says_the_same(self, key, field, language):
        by_language = self.texts[key][field]
        number = by_language.get(language, 0)
        pair = (key, field, language, number, self.source, by_language.get(self.source, 0))
        return bool(number) and (language == self.source or pair in self.right)

    def keep(self):
        """A version is kept, as the history of the admin keeps it."""
        objects = self.objects()
        numbers = {
            item_address(obj): {field: dict(n) for field, n in self.texts[item_address(obj)].items()} for obj in objects
        }
        self.snapshots.append((serializers.serialize("json", objects), numbers))

    def restore(self):
        """An older version comes back, and with it what its translations were made from."""
        if not self.snapshots:
            return
        data, numbers = self.random.choice(self.snapshots)
        versions = list(serializers.deserialize("json", data))
        for section in self.objects()[1:]:
            if item_address(section) not in numbers:
                self.remove(section)
        for version in versions:
            self.restore_one(version, numbers[item_address(version.object)])

    def restore_one(self, version, numbers):
        key = item_address(version.object)
        is_city = isinstance(version.object, City)
        old, new = self.source, version.object.source_language if is_city else self.source
        if is_city and old != new:
            self.infer_restored(key, numbers, new)
        version.save()
        if is_city:
            self.city = City.objects.get(pk=self.city.pk)
        for field, by_language in numbers.items():
            before, self.texts[key][field] = self.texts[key][field], dict(by_language)
            for code, number in by_language.items():
                self.first_seen(key, field, code, number, before)

    def first_seen(self, key, field, code, number, before):
        """A text that was never seen beside any source is as new; one that was brings along what it was made from."""
        seen = any(entry[:4] == (key, field, code, number) for entry in self.right)
        if number and code != self.source and before.get(code, 0) != number and not seen:
            self.right.add((key, field, code, number, self.source, self.texts[key][field].get(self.source, 0)))

    def infer_restored(self, key, numbers, new):
        """As `infer`; of the restored object itself only texts that stay as they are say anything."""
        old, now, here = self.source, self.texts[key], {}
        for field in now:
            here[field] = {code: n for code, n in now[field].items() if numbers[field].get(code, 0) == n}
        for obj in self.objects():
            for field, by_language in self.texts[item_address(obj)].items():
                stays = here[field] if item_address(obj) == key else by_language
                said = [code for code in LANGUAGES if self.says_the_same(item_address(obj), field, code)]
                if new in said and new in stays and by_language.get(old, 0):
                    for code in set(said) - {new}:
                        if code in stays:
                            entry = (item_address(obj), field, code, by_language[code], new, by_language[new])
                            self.right.add(entry)

    def expected(self):
        """{(object, field, language): state} of everything there is to say."""
        states = {}
        for obj in self.objects():
            for field, by_language in self.texts[item_address(obj)].items():
                for code in CODES:
                    if state := self.state(item_address(obj), field, code, by_language):
                        states[(item_address(obj), field, code)] = state
        return states

    def state(self, key, field, code, by_language):
        number, source = by_language.get(code, 0), by_language.get(self.source, 0)
        if code == self.source:
            return "source" if number else None
        if not number:
            return "missing" if source else None
        return "current" if (key, field, code, number, self.source, source) in self.right else "stale"

    def found(self):
        rows = (
            Text.objects.present()
            .filter(page=item_address(self.city))
            .values_list("item", "field", "language", "state")
        )
        return {(item, field, language): state for item, field, language, state in rows if field in self.fields(item)}

    @staticmethod
    def fields(item):
        return FIELDS[City] if item.startswith("cities.city/") else FIELDS[CitySection]
