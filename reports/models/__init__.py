"""Reports with their editions, the files of these, and the PDFs that have arrived for one."""

from reports.models.editions import Edition, Report
from reports.models.files import File, PdfDocument, pdf_name
from reports.models.page_texts import PageText
from reports.models.uploads import Upload

__all__ = ["Edition", "File", "PageText", "PdfDocument", "Report", "Upload", "pdf_name"]
