"""A mark for each table instead of one for all content. What marks were there says nothing any more."""

from typing import Any

from django.db import migrations, models

import content.models.marks


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    """SQLite alters no table while triggers name one that is not there; after `migrate` they are made anew."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'content_changes_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]

    operations = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.DeleteModel("ContentMark"),
        migrations.CreateModel(
            name="ContentMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table_name", models.CharField(max_length=63)),
                ("slot", models.PositiveSmallIntegerField()),
                ("mark", models.CharField(default=content.models.marks.new_mark, max_length=36)),
            ],
            options={"verbose_name": "content mark", "verbose_name_plural": "content marks"},
        ),
        migrations.AddConstraint(
            model_name="contentmark",
            constraint=models.UniqueConstraint(fields=["table_name", "slot"], name="mark_of_a_slot_of_a_table"),
        ),
    ]
