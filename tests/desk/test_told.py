"""What people told us: which refusals the desk can write down, how they are read back, and what a form says when it is wrong."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from enishi.consideration import actions as consideration
from enishi.consideration.models import Refusal
from enishi.desk.queries.standing import lines
from enishi.people import actions as people
from enishi.people.models import Holding, Person
from enishi.people.queries import cluster_ids
from enishi.promises.models import Promise
from enishi.team.models import Client as Firm
from enishi.team.models import Topic
from enishi.touches.models import Touch
from tests.cast import Cast
from tests.desk.conftest import NOW
from tests.desk.happened import text
from tests.desk.test_log import HTMX, ask, fields

pytestmark = pytest.mark.django_db
ZONE = "Asia/Tokyo"


def never(client: Client, them: Cast, whom: str, **told: str) -> str:
    """Press 8 and answer what it asks."""
    form = fields(ask(client, them, whom)) | {"code": "never", "asked": "never"}
    return text(client.post(f"/p/{them[whom].id}/log", form | told, headers=HTMX))


def refusals(them: Cast, whom: str) -> list[str]:
    """What the person's page says is refused."""
    points = list(Holding.objects.filter(person__in=cluster_ids(them[whom].id), ended_on=None).values_list("point_id", flat=True))
    found = lines(cluster=cluster_ids(them[whom].id), points=points, now=NOW, zone=ZONE)
    return [line.text.ja for line in found if line.kind == "refusal"]


@pytest.fixture
def diary(them: Cast) -> Topic:
    return Topic.objects.create(name="手帳", client=them.clients["midori"])


@pytest.mark.parametrize(
    ("covers", "row", "said"),
    [
        ("everything", ("everything", ""), "今後の連絡はすべてお断り"),
        ("channel:text", ("channel", "text"), "SMSでの連絡はお断り"),
        ("channel:mail", ("channel", "mail"), "メールでの連絡はお断り"),
        ("channel:post", ("channel", "post"), "手紙での連絡はお断り"),
        ("topic", ("topic", ""), "「手帳」のご案内はお断り"),
        ("client", ("client", ""), "{midori}からのご案内はお断り"),
    ],
)
@pytest.mark.parametrize("form", ["never", "refuse"])
def test_all_that_can_be_refused_can_be_written_down(
    them: Cast, sato: Client, diary: Topic, form: str, covers: str, row: tuple[str, str], said: str
) -> None:
    midori = them.clients["midori"]
    covers = {"topic": f"topic:{diary.id}", "client": f"client:{midori.id}"}.get(covers, covers)
    told = {"covers": covers, "words": "やめてください"}
    if form == "never":
        never(sato, them, "yumi", **told)
    else:
        sato.post(f"/p/{them['yumi'].id}/do/refuse", told)
    refusal = Refusal.objects.get(person=them["yumi"])
    assert (refusal.scope, refusal.channel) == row
    if form == "never" and row[0] == "channel":
        assert f"「{said}」と記録しました" in text(sato.get(f"/p/{them['yumi'].id}"))
    assert refusal.words == "やめてください"
    assert refusals(them, "yumi") == [said.format(midori=midori.name)]


def test_both_forms_offer_the_same_list(them: Cast, sato: Client, diary: Topic) -> None:
    asked = never(sato, them, "yumi", asked="")
    alone = text(sato.get(f"/p/{them['yumi'].id}/act?do=refuse", headers=HTMX))
    offered = [page[page.index('id="covers"') : page.index("</select>", page.index('id="covers"'))] for page in (asked, alone)]
    assert offered[0].split("<option", 1)[1] == offered[1].split("<option", 1)[1]
    for name in (
        "今後の連絡すべて",
        "電話での連絡",
        "SMSでの連絡",
        "メールでの連絡",
        "手紙での連絡",
        "「手帳」のご案内",
        f"{them.clients['midori'].name}から",
    ):
        assert name in offered[0]


def test_without_clients_and_topics_neither_is_offered(them: Cast, sato: Client) -> None:
    Firm.objects.update(ended_on=NOW.date())
    page = text(sato.get(f"/p/{them['yumi'].id}/act?do=refuse", headers=HTMX))
    assert "委託元" not in page
    assert 'label="件"' not in page


def test_a_refusal_that_a_colleague_heard_is_written_as_theirs(them: Cast, sato: Client) -> None:
    mori = them.members["mori"]
    sato.post(f"/p/{them['yumi'].id}/do/refuse", {"covers": "everything", "words": "もう結構です", "heard_by": str(mori.id)})
    assert Refusal.objects.get(person=them["yumi"]).heard_by == mori


@pytest.mark.parametrize("covers", ["topic:", "client:x", "channel:telepathy", "everything:x", "nothing"])
def test_a_refusal_of_nothing_in_particular_is_asked_again(them: Cast, sato: Client, covers: str) -> None:
    page = never(sato, them, "yumi", covers=covers, words="だいじな言葉")
    assert "何のお断りかを選んでください" in page
    assert "だいじな言葉" in page
    assert not Refusal.objects.exists()
    assert not Touch.objects.exists()


def test_before_a_refusal_is_lifted_the_page_says_what_it_covers_and_who_heard_it(them: Cast, ueno: Client) -> None:
    sato = them.members["sato"]
    said = consideration.refuse(
        person_id=them["yumi"].id, scope="channel", channel="text", words="SMSは読みません", heard_by_id=sato.id, now=NOW
    )
    page = text(ueno.get(f"/p/{them['yumi'].id}/refusals/{said.id}/lift"))
    assert "SMSでの連絡はお断り" in page
    assert "SMSは読みません" in page
    assert f"{sato.name}が伺いました" in page


class TestReadOnce:
    def test_for_the_person_and_not_again_for_each_number(self, them: Cast) -> None:
        consideration.refuse(person_id=them["okada"].id, heard_by_id=None, now=NOW)
        assert refusals(them, "okada") == ["今後の連絡はすべてお断り"]

    def test_by_each_of_two_who_were_one(self, them: Cast) -> None:
        one = people.merge(kept_id=them["okada"].id, merged_id=them["yumi"].id, by_id=None, because="", now=NOW - timedelta(days=2))
        consideration.refuse(person_id=them["okada"].id, heard_by_id=None, now=NOW - timedelta(days=1))
        people.undo_merge(merge_id=one.id, by_id=None, now=NOW)
        assert refusals(them, "okada") == refusals(them, "yumi") == ["今後の連絡はすべてお断り"]
        people.merge(kept_id=them["okada"].id, merged_id=them["yumi"].id, by_id=None, because="", now=NOW)
        assert refusals(them, "okada") == ["今後の連絡はすべてお断り"]

    def test_on_a_number_that_somebody_else_refused_with_that_number(self, them: Cast) -> None:
        consideration.refuse(person_id=them["nagai"].id, heard_by_id=None, now=NOW)
        other = Person.objects.get(pk=people.add_person(name="別の方", now=NOW).id)
        them.people["other"] = other
        people.hold_point(person_id=other.id, kind="phone", value="070-1234-0009", now=NOW)
        assert refusals(them, "other") == ["070-1234-0009: 今後の連絡はすべてお断り"]


class TestWrong:
    def test_a_new_number_that_is_none_is_said_beside_its_field_and_nothing_is_lost(self, them: Cast, sato: Client) -> None:
        form = fields(ask(sato, them, "okada"))
        told = {"code": "left_company", "asked": "left_company", "new_contact": "090-12", "consent_words": "「はい」", "note": "長いメモ"}
        told |= {"with_person": "1", "call_back": "明日15時", "call_back_about": "見本", "call_back_ours": "1"}
        page = text(sato.post(f"/p/{them['okada'].id}/log", form | told, headers=HTMX))
        assert 'id="new_contact-wrong" role="alert">「090-12」は短すぎます。' in page
        assert page.count("「090-12」は短すぎます。") == 1
        for kept in ('value="090-12"', 'value="「はい」"', "長いメモ", 'value="明日15時"', 'value="見本"'):
            assert kept in page
        assert 'name="with_person" value="1" checked' in page
        assert 'name="call_back_ours" value="1" checked' in page
        assert not Touch.objects.exists()

    def test_a_next_time_typed_first_is_not_lost_to_an_outcome_that_asks(self, them: Cast, sato: Client) -> None:
        form = fields(ask(sato, them, "okada")) | {"code": "not_now", "call_back": "明日15時", "call_back_about": "見本"}
        asked = text(sato.post(f"/p/{them['okada'].id}/log", form, headers=HTMX))
        assert 'value="明日15時"' in asked
        assert 'value="見本"' in asked

    def test_somebody_erased_meanwhile_is_a_sentence(self, them: Cast, sato: Client) -> None:
        form = fields(ask(sato, them, "okada"))
        people.erase(person_id=them["okada"].id, by_id=None, now=NOW)
        told = {"code": "left_company", "asked": "left_company", "new_contact": "090-1234-5678", "consent_words": "はい"}
        answer = sato.post(f"/p/{them['okada'].id}/log", form | told, headers=HTMX)
        assert answer.status_code == 200
        assert 'role="alert"' in text(answer)

    def test_what_a_promise_held_is_there_again(self, them: Cast, sato: Client) -> None:
        mori = str(them.members["mori"].id)
        told = {"phrase": "そのうち机", "about": "見本", "owed_by": "them", "asked_by": "us", "owner": mori}
        page = text(sato.post(f"/p/{them['okada'].id}/do/promise", told))
        assert 'id="phrase-wrong"' in page
        assert 'value="them" checked' in page
        assert 'name="asked_by" value="us" checked' in page
        assert f'value="{mori}" selected' in page
        assert not Promise.objects.exists()


def test_not_now_says_before_it_is_saved_how_long_we_rest_without_a_day(them: Cast, enter: Callable[[str], Client]) -> None:
    sato = enter("sato")
    form = fields(ask(sato, them, "yumi"))
    asked = text(sato.post(f"/p/{them['yumi'].id}/log", form | {"code": "not_now"}, headers=HTMX))
    assert "日を書かないときは、30日間、12月16日(水)までお休みします。" in asked
    assert 'aria-describedby="until-hint until-understood"' in asked
    sato.post(f"/p/{them['yumi'].id}/log", fields(asked) | {"code": "not_now", "because": "いまは"}, headers=HTMX)
    assert Promise.objects.get(kind="look_again").from_at == NOW + timedelta(days=30)


def test_since_when_a_number_is_theirs_stands_by_itself_where_nothing_else_is_said_of_it(them: Cast, sato: Client) -> None:
    new = people.add_person(name="新井 直", now=NOW)
    people.hold_point(person_id=new.id, kind="phone", value="060-9000-4400", since_on=NOW.date(), now=NOW)
    gates = text(sato.get(f"/p/{new.id}")).split('id="h-gate"')[1].split('id="h-lived"')[0]
    said = re.search(r'<span class="quiet small">(.*?から.*?)</span>\s*</', gates, re.DOTALL)
    assert said
    assert "·" not in said[1]
