"""The policy the gate holds us to: read by everybody, chosen by a manager."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from enishi.consideration import actions, queries
from enishi.consideration.models import PolicyChoice
from enishi.consideration.rules import Policy, PolicyInvalid, explain, load, packs
from enishi.consideration.rules.refusing import ConsiderationRefuses
from enishi.desk.rules.policy_words import chapters
from enishi.desk.views.doors import DeskRequest, member_only
from enishi.kernel import clock
from enishi.kernel.words import Text, say


@member_only
@require_http_methods(["GET", "POST"])
def policy(request: DeskRequest) -> HttpResponse:
    """What holds now, in sentences; a manager may look at another policy in the same words before choosing it."""
    typed = request.POST.get("toml", "") or _shipped(request)
    trouble: list[Text] = []
    if request.method == "POST":
        try:
            if not request.user.is_manager:
                raise PermissionDenied
            if request.POST.get("do") == "choose":
                actions.choose_policy(toml=typed, by_id=request.user.id, now=clock.now())
                messages.success(request, str(say("決めごとを替えました。いまから効きます。", "The policy has changed, from now on.")))
                return redirect("policy")
            return render(request, "desk/policy.html", {**_page(request), "typed": typed, **_draft(load(typed))})
        except PolicyInvalid as wrong:
            trouble = _problems(wrong)
        except ConsiderationRefuses as wrong:
            trouble = [wrong.text]
    return render(request, "desk/policy.html", {**_page(request), "typed": typed, "trouble": trouble})


def _page(request: DeskRequest) -> dict[str, Any]:
    chosen = queries.chosen_policy()
    return {
        "place": "policy",
        "policy": chosen,
        "says": chapters(explain(chosen)),
        "loosened": chosen.notices,
        "choice": PolicyChoice.objects.select_related("by").order_by("-at", "-id").first(),
        "packs": [(name, packs.pack(name).title) for name in packs.SHIPPED if packs.pack(name) != chosen],
    }


def _draft(policy: Policy) -> dict[str, Any]:
    return {"draft": chapters(explain(policy)), "draft_loosened": policy.notices}


def _shipped(request: DeskRequest) -> str:
    name = request.GET.get("pack", "") or request.POST.get("pack", "")
    return packs.text(name) if name in packs.SHIPPED else ""


def _problems(wrong: PolicyInvalid) -> list[Text]:
    found = getattr(wrong, "problems", None) or [Text(str(wrong), str(wrong))]
    return list(found)
