"""A number of several people rang: whose call it was, or that it is closed; and all of it taken back."""

from datetime import timedelta

import pytest
from django.test import Client

from enishi.promises.models import Promise
from tests.cast import Cast
from tests.desk.conftest import NOW
from tests.desk.happened import called, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(them: Cast) -> str:
    """The page of the number that 辻 和子 and 辻 正夫 share, and that rang twice."""
    for minutes in (40, 12):
        called(them, "tsuji", NOW - timedelta(minutes=minutes), person=None)
    return f"/n/{them.points['tsuji'].id}"


def owed() -> list[tuple[object, str]]:
    """To whom a call back is owed: a person, or nobody in particular."""
    opened = Promise.objects.filter(kept_at=None, withdrawn_at=None)
    return [(each.person_id, each.kind) for each in opened]


def back(client: Client, page: str) -> str:
    """Press the strip's button."""
    url = page.split('class="undo"', 1)[1].split('action="', 1)[1].split('"', 1)[0]
    return text(client.post(url, follow=True))


def test_the_page_asks_whose_it_was(them: Cast, sato: Client, shared: str) -> None:
    page = text(sato.get(shared))
    assert "不在着信は、どなたからでしたか" in page
    assert "ほかに1回あります" in page
    assert f"{shared}/whose/{them['masao'].id}" in page


def test_said_whose_it_was_the_call_back_is_theirs_and_not_after_undo(them: Cast, sato: Client, shared: str) -> None:
    page = text(sato.post(f"{shared}/whose/{them['masao'].id}", follow=True))
    assert owed() == [(them["masao"].id, "missed_call")]
    assert "辻 正夫様からのお電話としました" in page
    assert "075-221-0004" not in text(sato.get("/"))
    back(sato, page)
    assert owed() == [(None, "missed_call")]


def test_it_was_nobody_who_does_not_hold_the_number(them: Cast, sato: Client, shared: str) -> None:
    assert sato.post(f"{shared}/whose/{them['mai'].id}").status_code == 404
    assert owed() == [(None, "missed_call")]


@pytest.mark.parametrize("how", ["nobody-knows", "dismiss"])
def test_it_is_closed_and_opened_again(them: Cast, sato: Client, shared: str, how: str) -> None:
    page = text(sato.post(f"{shared}/{how}", follow=True))
    assert owed() == []
    assert "不在着信は、どなたからでしたか" not in page
    back(sato, page)
    assert owed() == [(None, "missed_call")]


def test_closed_for_nobody_could_tell_their_next_ring_waits_again(them: Cast, sato: Client, shared: str) -> None:
    sato.post(f"{shared}/nobody-knows")
    called(them, "tsuji", NOW + timedelta(minutes=5), person=None)
    assert owed() == [(None, "missed_call")]


def test_what_happened_on_their_number_stands_on_the_page_of_each_and_says_that_nobody_knows_with_whom(them: Cast, sato: Client) -> None:
    called(them, "tsuji", NOW - timedelta(days=2), person=None, direction="out", outcome="reached", talk_seconds=61)
    ring = called(them, "tsuji", NOW - timedelta(days=1), person=None)
    for whom in ("kazuko", "masao"):
        page = text(sato.get(f"/p/{them[whom].id}"))
        assert "きのう、ご家庭の番号で、お電話をいただきましたが、出られませんでした。" in page
        assert "うち2回はご家庭の番号で、どなたとのことかは分かりません。" in page
        assert page.count("· ご家庭の番号で") == 2
        assert "まだやりとりはありません" not in page
    sato.post(f"/n/{them.points['tsuji'].id}/whose/{them['masao'].id}")
    hers, his = (text(sato.get(f"/p/{them[whom].id}")) for whom in ("kazuko", "masao"))
    assert "おととい、ご家庭の番号で、佐藤 亮がお電話し、どなたかとお話しできました。" in hers
    assert f"{ring.id}" not in hers
    assert "きのう、お電話をいただきましたが、出られませんでした。" in his
    assert (hers.count("· ご家庭の番号で"), his.count("· ご家庭の番号で")) == (1, 1)
