"""PostgreSQL expects 1,000 rows of a function, and would read all documents into memory to join that many."""

from django.db import migrations


def expect(rows):
    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER FUNCTION search_hits(tsquery, bigint) ROWS {rows}")

    return alter


class Migration(migrations.Migration):
    dependencies = [("search", "0002_search_index")]

    operations = [migrations.RunPython(expect(50), expect(1000))]
