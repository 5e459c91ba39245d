from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Makes the administrator of a demo with a fresh password, and says where to go."

    def handle(self, *args, **options):
        password = token_urlsafe(12)
        user, _is_new = get_user_model().objects.get_or_create(
            username="admin", defaults={"is_staff": True, "is_superuser": True}
        )
        user.set_password(password)
        user.save()
        self.stdout.write(f"\n  The site:   {settings.SITE_URL}/\n  The admin:  {settings.SITE_URL}/admin/")
        self.stdout.write(f"  Log in as “admin” with the password {password}\n")
