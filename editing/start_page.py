"""The start page of the admin: what waits for the person who logs in.

Each admin class says in `tasks(request)` what it knows of; tasks of several classes with one title stand together.
What waits for the same thing without being objects of one model is another class with `title`, `number`, `rows` and
`lists`.
"""

from typing import Any, NamedTuple

from django.contrib.admin import site
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from editing.addresses import admin_address
from editing.models import WorkingCopy
from editing.publishing.states import due, with_copies, worked_on

SHOWN_OF_A_TASK = 5


class Task(NamedTuple):
    """Objects of one model that wait for the same thing; `query` narrows the list of the model to just them."""

    title: str | Promise
    objects: QuerySet
    query: str
    may_confirm: bool = False

    @property
    def number(self) -> int:
        return self.objects.count()

    def rows(self, limit: int) -> list[dict[str, Any]]:
        """At most `limit` of the objects as dictionaries for the template."""
        return [self._row(obj) for obj in self.objects[:limit]]

    def lists(self, number: int) -> list[dict[str, Any]]:
        """[{"number", "kind", "url"}] of the lists that hold all of them."""
        opts = self.objects.model._meta
        url = f"{admin_address(self.objects.model, 'changelist')}?{self.query}"
        return [{"kind": opts.verbose_name_plural, "number": number, "url": url}]

    def _row(self, obj: Any) -> dict[str, Any]:
        return {
            "object": obj,
            "kind": obj._meta.verbose_name,
            "url": admin_address(obj),
            "still_correct": self.may_confirm and admin_address(obj, "still-correct"),
        }


def publishing_tasks(model_admin: Any, request: Any) -> list[Task]:
    """What waits in a model with publishing states, by what the user may do with it."""
    if not model_admin.has_change_permission(request):
        return []
    objects = model_admin.get_queryset(request).order_by("-updated_at", "-pk")
    may_confirm = model_admin.has_confirm_permission(request)
    drafts = worked_on(objects.filter(state="draft"), request.user)
    tasks = [
        Task(_("My drafts"), drafts, "state=draft&work=mine"),
        Task(_("Due for checking"), due(objects).order_by("review_by", "pk"), "work=due", may_confirm),
    ]
    copies = WorkingCopy.objects.all()
    if model_admin.has_publish_permission(request):
        tasks.append(Task(_("To review"), objects.filter(state="review"), "state=review"))
        failed = with_copies(objects, copies.exclude(failed_at=None))
        tasks.append(Task(_("Changes that could not become public on time"), failed, "work=copy"))
    else:
        copies = copies.filter(changed_by=request.user)
    return [*tasks, Task(_("Working copies"), with_copies(objects, copies), "work=copy")]


def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """[{"title", "rows", "lists"}]: under each title the first few objects, and the lists that hold all of them."""
    groups: dict[str, dict[str, Any]] = {}
    for model_admin in site._registry.values():
        for task in model_admin.tasks(request) if hasattr(model_admin, "tasks") else []:
            if number := task.number:
                group = groups.setdefault(task.title, {"title": task.title, "number": 0, "rows": [], "lists": []})
                group["number"] += number
                group["rows"] += task.rows(SHOWN_OF_A_TASK - len(group["rows"]))
                group["lists"] += task.lists(number)
    return list(groups.values())
