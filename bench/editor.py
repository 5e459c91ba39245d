"""An editor who saves forms of the admin beside visitors."""

import threading
import time
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import count, cycle

from tests.trials.browser import Staff, multipart

#: Seconds between two saves.
PAUSE = 10
#: What is changed in each form; cities and approaches have it.
CHANGED = "summary_en"


class Editor:
    """Somebody who has logged in to a site and saves the forms at these paths in turn."""

    def __init__(self, address, forms):
        self.staff, self.forms, self.numbers = Staff(address, "editor"), cycle(forms), count(1)

    @contextmanager
    def working(self):
        """Within it a form is saved every ten seconds; gives a list that (milliseconds, status) of each are added to.

        What is being saved at its end is waited for.
        """
        saves, is_over = [], threading.Event()
        thread = threading.Thread(target=self._work, args=[saves, is_over])
        thread.start()
        try:
            yield saves
        finally:
            is_over.set()
            thread.join()

    def _work(self, saves, is_over):
        planned = time.monotonic() + PAUSE / 2
        while not is_over.wait(max(0, planned - time.monotonic())):
            saves.append(self.save(next(self.forms)))
            planned += PAUSE

    def save(self, path):
        """(milliseconds, status) of sending the form at a path with another summary; what was saved answers 302."""
        reader = FormReader(path.split("/")[3])
        reader.feed(self.staff.get(path).body.decode())
        summary = f"What is done here, told for the {next(self.numbers)}. time."
        fields = [pair for pair in reader.fields if pair[0] != CHANGED] + [(CHANGED, summary), ("_save", "Save")]
        body, content_type = multipart(fields)
        began = time.monotonic()
        answer = self.staff.request("POST", path, body, content_type)
        return 1000 * (time.monotonic() - began), answer.status


class FormReader(HTMLParser):
    """Collects what a browser would send of the form of a model: `fields`, [(name, value)]."""

    def __init__(self, model):
        super().__init__()
        self.form, self.is_within, self.fields = f"{model}_form", False, []
        self.select = self.area = None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.is_within = values.get("id") == self.form
        elif self.is_within and tag == "select":
            self.select = values.get("name")
        elif self.is_within and tag == "option" and "selected" in values:
            self.fields.append((self.select, values.get("value", "")))
        elif self.is_within and tag == "textarea":
            self.area, self.text = values.get("name"), ""
        elif self.is_within and tag == "input" and is_sent(values):
            self.fields.append((values["name"], values.get("value", "on" if values["type"] == "checkbox" else "")))

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            # A line break right after the tag belongs to the markup.
            self.fields.append((self.area, self.text.removeprefix("\n")))
            self.area = None


def is_sent(field):
    """Whether a browser sends an input that nobody has touched."""
    kind = field.get("type")
    return "name" in field and (kind in {"text", "hidden", "email", "url", "number"} or "checked" in field)
