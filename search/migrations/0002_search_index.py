from typing import Any

from django.db import migrations

CREATE = {
    # “ascii” leaves all other letters as they are: the tokens have been folded before.
    "sqlite": ["CREATE VIRTUAL TABLE search_index USING fts5(tokens, tokenize = 'ascii')"],
    "postgresql": [
        "CREATE TABLE search_index (document_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
        "CREATE INDEX search_index_vector ON search_index USING gin (vector)",
        # Long texts and vectors lie apart from the rows, so that going through many rows reads few pages.
        "ALTER TABLE search_index SET (toast_tuple_target = 128)",
        "ALTER TABLE search_document SET (toast_tuple_target = 128)",
        # Left alone, the planner takes “@@” for cheap and reads all vectors of the table instead of the index, and
        # expects 1,000 rows, for which it would read all documents into memory.
        """
        CREATE FUNCTION search_hits(wanted tsquery, at_most bigint)
        RETURNS TABLE (document_id bigint, vector tsvector)
        LANGUAGE sql STABLE ROWS 50 SET enable_seqscan = off
        AS 'SELECT document_id, vector FROM search_index WHERE vector @@ wanted LIMIT at_most'
        """,
    ],
}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_hits")
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
