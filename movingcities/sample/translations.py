from movingcities.sample.loading import texts, translated_of
from translations.models import Term


def load_glossary(loader):
    for entry in texts("glossary.toml")["terms"]:
        loader.add(Term, "term", entry["key"], **translated_of(entry, "name", "forms", "definition"))
