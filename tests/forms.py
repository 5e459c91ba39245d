"""Forms of the admin as a browser sends them."""

import re

from editing.together.forms_as_sent import sent_by


def opened(client, url):
    """The hidden fields that a form at `url` is given when it is opened, and must bring along when it is sent."""
    html = client.get(url).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(form|opened|seen)" value="([^"]*)">', html))


def form_values(response):
    """What a browser would send of the form on a page that has just been opened, {name: value or list of values}."""
    values = dict(re.findall(r'<input type="hidden" name="(form|opened)" value="([^"]*)">', response.content.decode()))
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for field in [field for form in forms for field in form]:
        for name, sent in sent_by(field.field.widget, field.html_name, field.value()).items():
            if sent and not name.endswith(":file"):
                values[name] = sent if len(sent) > 1 else sent[0]
    return values
