"""Random editors at one page: each opens, writes, imports, deletes and restores at any time.

They remember what was shown to them.
"""

import html
import json
import re
from collections import Counter

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cities.models import Network
from editing.history.recording import versions_of
from editing.history.snapshots import snapshot
from editing.models import Discarded
from editing.tables.reading import read, written
from pages.models import Page
from tests.forms import form_values

TEXTS = ["heading_en", "body_en", "body_de"]


class Story:
    """One interleaving. `counts` tells what happened; `silent` how much was overwritten that its writer never saw."""

    model = Page
    fields = ("title_en", "title_de", "title_pl")

    def __init__(self, chance, site="admin"):
        self.chance, self.site = chance, site
        self.counts = Counter()
        self.words = 0
        self.page = self.begin()
        self.pk = self.page.pk
        self.editors = [Editor(self) for _number in range(chance.randint(2, 5))]

    @staticmethod
    def begin():
        page = Page.objects.create(title_en="Start", languages=["en"], publish_at="2026-01-01T00:00Z")
        for position in (1, 2):
            page.sections.create(position=position, heading_en=f"Section{position}")
        return page

    @property
    def is_there(self):
        return self.model.objects.filter(pk=self.pk).exists()

    def play(self, steps=12):
        for _step in range(steps):
            self.chance.choice(self.editors).act()
        return self.counts

    def new_word(self):
        self.words += 1
        return f"word{self.words}x"

    def present(self):
        """The words that the page holds now; those of a deleted one are safe in the bin."""
        if page := self.model.objects.filter(pk=self.pk).first():
            return words_in(json.dumps(snapshot(page)))
        return words_in(json.dumps(list(self.in_bin.values_list("rows", flat=True))))

    @property
    def in_bin(self):
        return Discarded.objects.about_kind(self.model).filter(object_id=self.pk)

    def url(self, name, *arguments):
        return reverse(f"{self.site}:{self.model._meta.app_label}_{self.model._meta.model_name}_{name}", args=arguments)


class TableStory(Story):
    """One in which editors also take the page out as a table and bring it back."""

    model = Network
    fields = ("name_en", "name_de", "description_en")

    @staticmethod
    def begin():
        return Network.objects.create(name_en="Start", languages=["en"], publish_at="2026-01-01T00:00Z")


class Editor:
    def __init__(self, story):
        self.story, self.seen, self.form = story, set(), None
        self.client = Client()
        number = User.objects.count()
        self.client.force_login(User.objects.create(username=f"editor-{number}", is_staff=True, is_superuser=True))

    def act(self):
        if not self.story.is_there:
            return self.bring_back()
        actions = [self.open, self.open, self.save, self.save, self.save, self.delete]
        if self.story.site == "admin":
            actions += [self.delete_in_bulk, self.restore]
        if isinstance(self.story, TableStory):
            actions += [self.import_table, self.import_table]
        return self.story.chance.choice(actions)()

    def look(self, answer):
        """Read a page: what stands there has been seen."""
        self.seen |= words_in(html.unescape(answer.content.decode()))
        return answer

    def doing(self, name, url, values, typed=frozenset()):
        """Send something and compare what is there before and after."""
        before = self.story.present()
        answer = self.look(self.client.post(url, values))
        gone = before - self.story.present()
        self.story.counts[name] += 1
        self.story.counts["overwritten"] += len(gone)
        self.story.counts["silent"] += len(gone - self.seen)
        if answer.status_code == 302:
            self.story.counts["lost"] += len(typed - self.story.present())
        else:
            self.story.counts["lost"] += len(typed - words_in(html.unescape(answer.content.decode())))
        return answer

    def open(self):
        answer = self.look(self.client.get(self.story.url("change", self.story.pk)))
        self.form = form_values(answer)

    def save(self):
        if self.form is None:
            return self.open()
        form, typed = self.write(dict(self.form))
        self.form = None
        answer = self.doing("save", self.story.url("change", self.story.pk), form, typed)
        while answer.status_code == 409:
            self.story.counts["asked"] += 1
            answer = self.decide(answer)
        return answer

    def write(self, form):
        """Put new words into some fields, add a section or delete one."""
        typed = {self.story.new_word() for _number in range(self.story.chance.randint(1, 2))}
        for word in typed:
            form[self.story.chance.choice(self.places(form))] = word
        kept = {word for word in typed if any(word in value for value in form.values())}
        if "sections-TOTAL_FORMS" not in form:
            return form, kept
        rows = range(int(form["sections-TOTAL_FORMS"]))
        if len(rows) > 1 and self.story.chance.random() < 0.2:
            number = self.story.chance.choice(rows)
            form[f"sections-{number}-DELETE"] = "on"
            kept -= {word for name in TEXTS for word in words_in(form.get(f"sections-{number}-{name}", ""))}
        elif self.story.chance.random() < 0.2:
            word = self.story.new_word()
            form |= {"sections-TOTAL_FORMS": str(len(rows) + 1), f"sections-{len(rows)}-heading_en": word}
            kept.add(word)
        return form, kept

    def places(self, form):
        rows = range(int(form.get("sections-TOTAL_FORMS", 0)))
        return [*self.story.fields, *(f"sections-{number}-{name}" for number in rows for name in TEXTS)]

    def decide(self, answer):
        source = answer.content.decode().partition("data-unsaved-conflict")[2]
        values = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', source):
            values.setdefault(name, []).append(html.unescape(value))
        for name in re.findall(r'name="(keep:[^"]+)" value="mine"', source):
            values[name] = self.story.chance.choice(["mine", "theirs"])
        return self.doing("decide", self.story.url("change", self.story.pk), values)

    def delete(self):
        url = self.story.url("delete", self.story.pk)
        asked = self.look(self.client.get(url)).content.decode()
        if self.story.chance.random() < 0.5:
            self.story.chance.choice(self.story.editors).save()
        if self.story.is_there:
            self.doing("delete", url, {"post": "yes"} | seen_on(asked))

    def delete_in_bulk(self):
        url, choice = self.story.url("changelist"), {"action": "delete_selected", "_selected_action": [self.story.pk]}
        asked = self.look(self.client.post(url, choice)).content.decode()
        if self.story.chance.random() < 0.5:
            self.story.chance.choice(self.story.editors).save()
        if self.story.is_there:
            self.doing("bulk", url, choice | {"post": "yes"} | seen_on(asked))

    def restore(self):
        """Look at what differs from an older version, and go back to it, perhaps after somebody else has saved."""
        versions = list(versions_of(self.story.page))
        if len(versions) < 2:
            return self.open()
        latest, old = versions[0], self.story.chance.choice(versions[1:])
        url = self.story.url("history", self.story.pk)
        self.look(self.client.get(url, {"old": old.pk, "new": latest.pk}))
        if self.story.chance.random() < 0.5:
            self.story.chance.choice(self.story.editors).save()
        language = self.story.chance.choice(["", "de", "en"])
        if self.story.is_there:
            self.doing("restore", url, {"version": old.pk, "latest": latest.pk, "language": language})

    def import_table(self):
        """Change a cell of the exported table and take that over, perhaps after somebody else has saved."""
        exported = self.client.get(self.story.url("export", "csv"))
        rows = read(SimpleUploadedFile("table.csv", exported.content))
        self.seen |= words_in(exported.content.decode())
        word = self.story.new_word()
        row = rows[0] | {self.story.chance.choice(self.story.fields): word}
        file = SimpleUploadedFile("table.csv", written(list(row), [list(row.values())], "csv"))
        answer = self.client.post(self.story.url("import"), {"table": file})
        while (page := self.look_at_stream(answer)) and (offer := re.search(r'name="take_over" value="(\d+)"', page)):
            if self.story.chance.random() < 0.5:
                self.story.chance.choice(self.story.editors).save()
            before = self.story.present()
            answer = self.client.post(self.story.url("import"), {"take_over": offer.group(1)})
            gone = before - self.story.present()
            self.story.counts["import"] += 1
            self.story.counts["overwritten"] += len(gone)
            self.story.counts["silent"] += len(gone - self.seen)

    def look_at_stream(self, answer):
        page = b"".join(answer).decode()
        self.seen |= words_in(html.unescape(page))
        return page

    def bring_back(self):
        if self.story.site != "admin":
            return
        thing = self.story.in_bin.get()
        self.doing("bring back", self.story.url("bin"), {"bring_back": thing.pk})


def words_in(text):
    return set(re.findall(r"word\d+x", text))


def seen_on(page):
    return dict(re.findall(r'name="(seen)" value="(\w+)"', page))
