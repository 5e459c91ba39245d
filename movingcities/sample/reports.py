from pathlib import Path

from django.core.files.base import ContentFile

from cities.models import City
from content.languages import latin_slug
from movingcities.sample.loading import SAMPLE, permanent, publishing, save, texts, translated_of
from reports.models import Edition, File, Report


def load_reports(loader):
    for entry in texts("reports/reports.toml")["editions"]:
        city = City.objects.get(uuid=permanent("city", latin_slug(entry["city"])))
        report, _is_new = loader.add(Report, "report", city.slug, city=city)
        edition, is_new = loader.add(
            Edition,
            "edition",
            f"{city.slug}-{entry['year']}",
            report=report,
            year=entry["year"],
            updated_year=entry.get("updated_year"),
            **publishing(entry),
            **translated_of(entry, "notes"),
        )
        if is_new:
            add_files(edition, entry["files"])


def add_files(edition, names):
    for name in names:
        pdf = ContentFile((SAMPLE / "reports" / name).read_bytes(), name=name)
        file = File(edition=edition, language=Path(name).stem.rpartition("-")[2], pdf=pdf)
        file.is_patient = True
        save(file)
