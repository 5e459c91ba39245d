from editing.admin import links as links
from editing.admin.base import BaseAdmin as BaseAdmin
from editing.admin.inlines import OrderedInline as OrderedInline
from editing.admin.inlines import OurFields as OurFields
from editing.admin.inlines import SectionInline as SectionInline
from editing.admin.publishable import PICTURE as PICTURE
from editing.admin.publishable import PUBLISHING as PUBLISHING
from editing.admin.publishable import PublishableAdmin as PublishableAdmin
