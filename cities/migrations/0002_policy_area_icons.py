from django.db import migrations, models

ICONS = [
    ("door", "open door"),
    ("reception", "arrival"),
    ("megaphone", "megaphone"),
    ("document", "document"),
    ("advice", "conversation"),
    ("work", "briefcase"),
    ("community", "people"),
    ("shield", "shield"),
    ("house", "house"),
    ("health", "cross"),
    ("ballot", "ballot box"),
    ("equality", "equals sign"),
    ("card", "card"),
    ("book", "book"),
]


def open_doors(apps, schema_editor):
    """Until now the icon was any word; what names no drawing becomes the door that stands for none in particular."""
    areas = apps.get_model("cities", "PolicyArea").objects
    areas.exclude(icon__in=[name for name, _label in ICONS]).update(icon="door")


class Migration(migrations.Migration):
    dependencies = [("cities", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="policyarea",
            name="icon",
            field=models.CharField(choices=ICONS, default="door", max_length=30, verbose_name="icon"),
        ),
        migrations.RunPython(open_doors, migrations.RunPython.noop),
    ]
