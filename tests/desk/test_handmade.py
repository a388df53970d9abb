"""Forms made by hand: every address that takes a form, every field that it reads, and values that no page of ours offers."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from enishi.consideration import actions as consideration
from enishi.consideration.models import Permit
from enishi.conversations.actions import log_call
from enishi.desk.rules.panel import DEEDS
from enishi.desk.urls import urlpatterns
from enishi.measures.models import Report
from enishi.people import actions as people
from enishi.people.models import ContactPoint, Household
from enishi.team.models import ApiToken, Topic
from enishi.touches import imports as bring
from tests import engine
from tests.cast import Cast
from tests.desk.conftest import NOW
from tests.desk.happened import called, promised, refused

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = "01890000-0000-7000-8000-000000000000"
FILE = "氏名,ふりがな,電話番号\n花田 一,はなだ はじめ,090-7000-0001\n".encode()
# What a member writes in words of their own; everything else is chosen, or read as a time, a number or an id
WORDS = {"token", "note", "words", "because", "about", "name", "kana", "honorific", "title", "cares_about", "label", "proof"}
WORDS |= {"consent_words", "call_back_about", "who", "toml", "username", "back", "evidence_id"}
# Words of an address; what says only which form was shown before; looked for wherever a form is shown again
WORDS |= {"q", "next", "asked", "weekdays", "told", "tries"}
DIAGNOSIS = engine.CHECKOUT / "docs" / "samples" / "considerate.json"
# A field that is words elsewhere
CHOSEN = {("deed point", "because"), ("deed wish", "weekdays")}
LONG = "長" * 5000
ODD = ("xx", "9" * 400, "\u202e", NOBODY)
# Whose contents nothing that was refused may have changed
WRITTEN = ("touches", "promises", "consideration", "conversations", "people")
UNWRITTEN = {"PersonRead"}
Forms = dict[str, list[dict[str, Any]]]


class Heard(dict[str, str]):
    """A form as a dictionary that tells which fields were looked for."""

    names: set[str]

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every field that a view looks for in a form."""
    names: set[str] = set()

    def wrap(method: str) -> None:
        plain = getattr(MultiValueDict, method)

        def heard(form: QueryDict, key: str, *args: Any) -> Any:
            names.add(key)
            return plain(form, key, *args)

        monkeypatch.setattr(QueryDict, method, heard, raising=False)

    def as_dict(form: QueryDict) -> Heard:
        whole = Heard({key: form[key] for key in form})
        whole.names = names
        return whole

    for method in ("get", "getlist", "__getitem__", "__contains__"):
        wrap(method)
    monkeypatch.setattr(QueryDict, "dict", as_dict, raising=False)
    return names


@pytest.fixture
def point(them: Cast) -> ContactPoint:
    called(them, "", NOW - timedelta(hours=1), point=(unheld := _unheld()), person=None)
    return unheld


def _unheld() -> ContactPoint:
    return ContactPoint.objects.get(id=people.know_point(kind="phone", value="090-7000-0009", now=NOW))


@pytest.fixture
def places(them: Cast, point: ContactPoint, tmp_path: Any) -> dict[str, Any]:
    """What stands for each part of an address: `record_id` alone, or `lift record_id` where it is another there."""
    mai, sato = them["mai"].id, them.members["sato"].id
    heard: dict[str, Any] = {"person_id": mai, "heard_by_id": sato, "now": NOW}
    halts = [
        consideration.halt(point_id=each, person_id=who, because="", now=NOW)
        for each, who in ((them.points["mai"].id, mai), (point.id, None))
    ]
    (tmp_path / "list.csv").write_bytes(FILE)
    done = log_call(person_id=mai, point_id=them.points["mai"].id, member_id=sato, code="reached", at=NOW, now=NOW)
    merged = people.merge(kept_id=them["misaki"].id, merged_id=them["makoto"].id, by_id=sato, because="", now=NOW)
    token = ApiToken.objects.create(member_id=sato, label="a", digest="b", scopes=[], created_at=NOW, expires_at=NOW + timedelta(days=9))
    return {
        "person_id": mai,
        "point_id": point.id,
        "permit_id": _permit(them).id,
        "conclusion_id": done.id,
        "merge_id": merged.id,
        "promise_id": promised(them, "mai", NOW + timedelta(hours=1)).id,
        "run_id": bring.prepare(path=tmp_path / "list.csv", file_name="list.csv", by_id=sato, now=NOW).id,
        "token_id": token.id,
        "report_id": Report.objects.create(state=Report.State.DONE, answer=DIAGNOSIS.read_text(), created_at=NOW).id,
        "member_id": them.members["mori"].id,
        "lift record_id": refused(them, "yumi", NOW).id,
        "lift person_id": them["yumi"].id,
        "look record_id": halts[0].id,
        "number-look record_id": halts[1].id,
        "today-group name": "new",
        "pause record_id": consideration.pause(**heard).id,
        "wish record_id": consideration.wish(**heard, kind="only_times").id,
        "consent record_id": consideration.consent(**heard, channel="mail", proof="はい").id,
    }


def _permit(them: Cast) -> Permit:
    return Permit.objects.create(
        person=them["mai"],
        point=them.points["mai"],
        member=them.members["ueno"],
        channel="call",
        purpose="solicit",
        granted_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )


@pytest.fixture
def forms(them: Cast, point: ContactPoint) -> Forms:
    """What the pages of ours send, as complete as can be; an address that is not here is sent an empty form at first."""
    topic = Topic.objects.create(name="春の手帳")
    mori = str(them.members["mori"].id)
    return (
        _deeds(them, topic)
        | _contacts(them, topic)
        | {
            "number-person": [{"name": "新井", "kana": "あらい"}],
            "new-person": [{"name": "新井", "met_as": "business", "value": "090-7000-0004"}],
            "edit-person": [{"name": "新井", "met_as": "business"}],
            "promise": [{"do": "move", "phrase": "明日15時"}, {"do": "hand-over", "owner": mori}, {"do": "withdraw", "because": "a"}],
            "members": [{"username": "arai", "name": "新井", "role": "operator"}],
            "member-role": [{"role": "manager"}],
            "member-leave": [{"to": str(them.members["sato"].id)}],
            "make-token": [{"label": "a", "days": "30", "scopes": ["people:read"]}],
            "policy": [{"do": "choose", "pack": "business-sales"}],
            "imports": [{"file": FILE, "kind": "contacts", "client": str(them.clients["midori"].id)}],
            "import-change": [{"kind": "contacts", "column-0": "name", "column-1": "kana", "column-2": "phone", "do": "save"}],
            "lift": [{"because": "持ち主が替わった"}],
            "reports": [{"file": FILE, "policy": "consumer-sales", "told": "翌日にお電話します", "tries": "電話, SMS"}, {"whose": "ours"}],
        }
    )


def _deeds(them: Cast, topic: Topic) -> Forms:
    mori = str(them.members["mori"].id)
    holding = str(them["mai"].holdings.get(point=them.points["mai"]).id)
    return {
        "deed promise": [{"phrase": "明日15時", "about": "a", "owed_by": "us", "asked_by": "us", "owner": mori}],
        "deed pause": [{"until": "来月の10日", "because": "決算", "agreed": "1"}],
        "deed refuse": [{"covers": f"topic:{topic.id}", "words": "結構", "heard_by": mori}],
        "deed wish": [{"kind": "not_channel", "channel": "call", "weekdays": ["0"], "from_time": "18:00", "until_time": "19:00"}],
        "deed consent": [{"channel": "text", "topic": str(topic.id), "proof": "はい"}],
        "deed request": [{"purpose": "inquiry", "topic": str(topic.id), "words": "値段"}],
        "deed point": [{"value": "090-7000-0003", "use": "personal", "label": "a"}, {"end": "1", "holding": holding, "because": "moved"}],
        "deed assign": [{"member": mori}],
        "deed merge": [{"merge": "1", "other": str(them["okada"].id), "because": "同じ声"}],
        "deed erase": [{"name": "x"}],
    }


def _contacts(them: Cast, topic: Topic) -> Forms:
    mai = str(them.points["mai"].id)
    contact = {"mode": "log-out", "point": mai, "purpose": "solicit", "note": "メモ", "token": "a"}
    later = {"call_back": "明日15時", "call_back_about": "見本"}
    told: list[dict[str, Any]] = [
        {"code": "reached", **later, "call_back_ours": "1"},
        {"code": "not_now", "because": "決算", "until": "来月の10日", "agreed": "1"},
        {"code": "never", "words": "もう結構", "covers": f"topic:{topic.id}"},
        {"code": "they_will_call", "by": "明日15時"},
        {"code": "reception_away", "back_at": "明日15時"},
        {"code": "left_company", "new_contact": "090-7000-0002", "consent_words": "はい", "with_person": "1"},
    ]
    return {
        "log": [contact | each | {"asked": each["code"]} for each in told],
        "number-log": [{"code": "reached", **later, "token": "b"}, {"code": "never", "asked": "never", "covers": "everything"}],
        "permit": [{"point": mai, "purpose": "solicit", "evidence_kind": "touch", "evidence_id": NOBODY}],
    }


def addresses(places: Mapping[str, Any], **other: Any) -> Iterator[tuple[str, str]]:
    """Every address of the desk, under a name; those that do several things, once for each."""
    for pattern in urlpatterns:
        wanted = list(pattern.pattern.converters)
        for name, given in _several(str(pattern.name)):
            short = name.split()[-1]
            known = {part: places.get(f"{short} {part}", places.get(part)) for part in wanted} | given
            assert None not in known.values(), f"nothing stands for {known} of {name}: say what in `places`"
            yield name, reverse(str(pattern.name), kwargs=known | {part: value for part, value in other.items() if part in wanted})


def _several(name: str) -> list[tuple[str, dict[str, str]]]:
    if name == "deed":
        return [(f"deed {each}", {"name": each}) for each in DEEDS]
    if name == "end-standing":
        return [(f"end-standing {each}", {"kind": each}) for each in ("pause", "wish", "consent")]
    return [(name, {})]


def contents() -> dict[str, list[Any]]:
    """Everything that is known of people, told by them or written in the ledger."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in _written()}


def _written() -> Iterator[type[models.Model]]:
    for room in WRITTEN:
        yield from (model for model in apps.get_app_config(room).get_models() if model.__name__ not in UNWRITTEN)


def send(client: Client, address: str, form: Mapping[str, Any]) -> int:
    form = {name: SimpleUploadedFile("list.csv", value) if isinstance(value, bytes) else value for name, value in form.items()}
    return client.post(address, form, headers={"HX-Request": "true"}).status_code


def tried(client: Client, address: str, form: Mapping[str, Any]) -> int:
    """The same, and nothing of it stays."""
    with transaction.atomic():
        status = send(client, address, form)
        transaction.set_rollback(True)
    return status


class Faults(list[str]):
    """What went wrong, all of it: one form at a time."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client, self.before, self.sent = client, contents(), 0

    def send(self, name: str, address: str, form: Mapping[str, Any], odd: str) -> None:
        """A form that is to be refused."""
        self.sent += 1
        status = send(self.client, address, form)
        after = contents()
        changed = [table for table, rows in after.items() if rows != self.before[table]]
        if status >= 500 or changed:
            self.append(f"{name} with {odd}: {status}, wrote {changed}")
        self.before = after

    def survive(self, name: str, address: str, form: Mapping[str, Any], odd: str) -> None:
        """A form that may be taken or not."""
        self.sent += 1
        if (status := tried(self.client, address, form)) >= 500:
            self.append(f"{name} with {odd}: {status}")


@pytest.fixture
def manager(ueno: Client) -> Client:
    """Who may do everything."""
    ueno.raise_request_exception = False
    return ueno


def test_no_field_of_any_form_takes_what_is_not_offered(places: dict[str, Any], forms: Forms, manager: Client, asked_for: set[str]) -> None:
    faults = Faults(manager)
    for name, address in addresses(places):
        if tried(manager, address, {}) == 405:
            continue
        known: set[str] = set()
        for form in forms.get(name, [{}]):
            asked_for.clear()
            faults.survive(name, address, form, "what we send ourselves")
            fields = asked_for - {"csrfmiddlewaretoken"} - known
            known |= fields
            faults.survive(name, address, form | {"note": "a\0b"}, "what PostgreSQL cannot keep")
            for field in sorted(fields):
                chosen = field not in WORDS or (name, field) in CHOSEN
                for odd in ODD if chosen else (LONG, "\u202e"):
                    check = faults.send if chosen else faults.survive
                    check(name, address, form | {field: odd}, f"{field}={odd[:40]!r}")
                faults.survive(name, address, {other: value for other, value in form.items() if other != field}, f"no {field}")
    assert not faults, "\n".join(faults)
    assert faults.sent > 300


def test_an_id_of_nothing_or_of_something_else_is_nothing_there(places: dict[str, Any], forms: Forms, manager: Client) -> None:
    household, faults = Household.objects.create(), Faults(manager)
    for part in sorted({part for pattern in urlpatterns for part in pattern.pattern.converters} - {"name", "kind"}):
        for other in (UUID(NOBODY), household.id):
            for name, address in addresses(places, **{part: other}):
                if str(other) in address:
                    for form in forms.get(name, [{}]):
                        faults.send(name, address, form, f"{part} of {'nothing' if str(other) == NOBODY else 'a household'}")
    assert not faults, "\n".join(faults)


def test_every_refusal_of_a_form_is_a_sentence(places: dict[str, Any], manager: Client) -> None:
    for form in ({"note": "a\0b"}, {"mode": "xx", "code": "busy"}, {"mode": "log-out", "code": "busy", "purpose": "xx"}):
        answer = manager.post(reverse("log", args=[places["person_id"]]), form, headers={"HX-Request": "true"})
        page = answer.content.decode()
        assert answer.status_code in {200, 400}, form
        assert re.search(r'role="alert"|受け取れませんでした', page), form
