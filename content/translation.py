"""What modeltranslation is told of the fields that all content shares."""

SECTION_FIELDS = ("heading", "body", "quote_author", "picture_alt")
