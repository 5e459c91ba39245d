"""The public page of something that is not public (yet), and secret links to it.

It is drawn by the site's own views, in a transaction in which the object is public and which is taken back.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from content.files.serving import find_file, send_file
from content.models import Addressed, Publishable
from content.rich_text import LINK
from editing.addresses import page_context
from editing.forms import mistakes_in
from editing.models import PreviewLink
from editing.publishing.checklist import Checklist
from editing.together.saving import Saving
from editing.working_copies.laying import copy_of, laid

STORED_FILE = re.compile(rf'(?<=["\s]){re.escape(settings.MEDIA_URL)}(?=[a-z]+\.[a-z]+/[0-9a-f]{{32}})')
SOME_FILE = f"a.b/{'0' * 32}.webp"


class Preview(Saving):
    """What a form holds, saved only to be drawn.

    Files chosen just now are left out: they would be written to the disk, which no transaction takes back.
    """

    is_merged = False

    def begin(self) -> None:
        super().begin()
        self.data, self.files = self.sent.copy(), MultiValueDict()
        self.data["state"] = Publishable.State.DRAFT  # what is asked for on publishing must not keep a preview back

    def keep(self, request: Any, obj: Any, action: Any) -> None:
        self.answer = preview_page(request, obj, reverse("staff-media", args=[SOME_FILE]).removesuffix(SOME_FILE))

    def shown(self, request: Any, response: HttpResponse) -> HttpResponse:
        """No second form of the same page: it would be written in, and whatever is in the first be overlooked."""
        context = getattr(response, "context_data", {})
        if self.answer or not context.get("errors"):
            return self.answer or response
        mistakes = mistakes_in(context["adminform"].form, context["inline_admin_formsets"])
        return render(request, "admin/preview_refused.html", {**site.each_context(request), "mistakes": mistakes})


def preview_page(request: HttpRequest, obj: Any, media_url: str, **context: Any) -> HttpResponse:
    """The answer that shows an object in every language in which it has been begun, in frames of two widths."""
    languages = Checklist(obj).begun
    frames = [(code, "") for code in languages]
    if not obj.parent_is_missing:
        with as_if_public(obj, languages):
            frames = [(code, drawn(request, obj, code, media_url)) for code in languages]
    shown = get_language() if get_language() in languages else obj.source_language
    response = render(request, "preview.html", {"object": obj, "frames": frames, "shown": shown, **context})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@contextmanager
def as_if_public(obj: Any, languages: Iterable[str]) -> Iterator[None]:
    """Within the block the object is public in these languages, for this process alone; then all is as it was."""
    kept = {name: getattr(obj, name) for name in ("state", "publish_at", "languages")}
    with transaction.atomic():
        for thing in filter(None, [obj.parent, obj]):
            _publish(thing, languages)
        yield
        transaction.set_rollback(True)
    for name, value in kept.items():
        setattr(obj, name, value)


def _publish(thing: Any, languages: Iterable[str]) -> None:
    thing.state, thing.publish_at = Publishable.State.PUBLISHED, timezone.now()
    thing.languages = sorted({*thing.ready_languages, *languages})
    if isinstance(thing, Addressed):
        thing.give_up_foreign_addresses()
    thing.save()


def drawn(request: HttpRequest, obj: Any, language: str, media_url: str) -> str:
    """The HTML of the public page of an object in a language; stored files have addresses below `media_url`."""
    with override(language):
        address = obj.get_absolute_url()
        match = resolve(address)
        html = match.func(as_visitor(request, address), *match.args, **match.kwargs).content.decode()
    return LINK.sub(_beside, STORED_FILE.sub(media_url, html))


def _beside(link: re.Match[str]) -> str:
    """The beginning of a link, opened beside the preview if it leads off the page."""
    return link[0] if link[1].startswith("#") else link[0].replace("<a", '<a target="_blank"', 1)


def as_visitor(request: HttpRequest, address: str) -> HttpRequest:
    visit = copy(request)
    visit.method, visit.path, visit.path_info = "GET", address, address
    visit.GET = visit.POST = QueryDict()
    visit.META = request.META | {"REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": ""}
    visit.user = AnonymousUser()
    return visit


class LinkForm(forms.ModelForm):
    class Meta:
        model = PreviewLink
        fields = ["reader", "valid_until"]
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


def links_page(model_admin: Any, request: Any, object_id: str) -> HttpResponse:
    """Makes and takes back the secret links to one object."""
    obj = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    if not model_admin.has_change_permission(request, obj):
        raise PermissionDenied
    if "take_back" in request.POST:
        PreviewLink.objects.about(obj).filter(pk=request.POST["take_back"]).delete()
        model_admin.message_user(request, _("The link has been taken back and leads nowhere now."), messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())
    new = PreviewLink(object=obj, made_by=request.user)  # type: ignore[misc]  # stubs do not know the property
    form = LinkForm(request.POST or None, instance=new)
    if request.method == "POST" and form.is_valid():
        form.save()
        return HttpResponseRedirect(request.get_full_path())
    context = page_context(model_admin, request, _("Secret links: %(name)s") % {"name": obj}, obj)
    context |= {"form": form, "links": PreviewLink.objects.about(obj).valid(), "site_url": settings.SITE_URL}
    return render(request, "admin/preview_links.html", context)


def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a secret link shows, as it is at this moment: the working copy where there is one."""
    link = _link(token)
    obj, media_url = link.object, reverse("preview-media", args=[token, SOME_FILE]).removesuffix(SOME_FILE)
    with _as_it_will_be(obj):
        return preview_page(request, obj, media_url, link=link)


def shared_media(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A picture or PDF of what a secret link shows."""
    obj = _link(token).object
    with _as_it_will_be(obj), as_if_public(obj, []):
        file = find_file(name, lambda model: model.objects.published())
    return send_file(request, file, cache="private, no-store")


@contextmanager
def _as_it_will_be(obj: Any) -> Iterator[None]:
    """Within the block the object is what its working copy makes of it; Http404 where that cannot be shown."""
    copy = copy_of(obj)
    try:
        with laid(obj, copy) if copy else nullcontext():
            yield
    except ValidationError as error:
        raise Http404 from error


def _link(token: str) -> PreviewLink:
    """The valid link of a token; Http404 for one that is forged, has expired or has been taken back."""
    try:
        key = Signer(salt="preview").unsign(token)
    except BadSignature as error:
        raise Http404 from error
    link = PreviewLink.objects.valid().filter(key=key).first()
    if link is None or link.object is None:
        raise Http404
    return link
