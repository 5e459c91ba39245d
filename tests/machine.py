"""A machine translation for tests, as an installation may name one in its settings."""


def translate(text, _source_language, _target_language, _is_html):
    return text.upper() if text != "broken" else 1 / 0
