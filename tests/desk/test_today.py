"""Today and the person page, as the server sends them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from enishi.consideration import actions as consideration
from enishi.desk.rules import today as rules
from enishi.people import actions as people
from enishi.people.models import PersonRead
from tests.cast import MAI_MOBILE, Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called, promised, refused, text

MIDNIGHT = NOW - timedelta(hours=11)

pytestmark = pytest.mark.django_db


def _group(page: str, name: str) -> str:
    found = re.search(rf'aria-labelledby="group-{name}".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def test_a_missed_call_waits_with_its_reason_and_its_clock(them: Cast, sato: Client) -> None:
    called(them, "mai", NOW - timedelta(minutes=12))
    page = text(sato.get("/"))
    waiting = _group(page, "waiting")
    assert "髙梨 舞様" in waiting
    assert "不在着信" in waiting
    assert "あと" in waiting
    assert "is-running" in waiting
    assert "おひとりがお待ちです。12分たちました。" in page


def test_a_missed_call_of_somebody_who_refused_us_is_shown_and_runs_no_clock(them: Cast, sato: Client) -> None:
    refused(them, "mai", NOW - timedelta(days=30))
    called(them, "mai", NOW - timedelta(minutes=12))
    page = text(sato.get("/"))
    assert "髙梨 舞様" not in _group(page, "waiting")
    assert "こちらからはかけられません" in _group(page, "look")
    assert "ご連絡するお約束" not in text(sato.get(f"/p/{them['mai'].id}"))


def test_a_manager_sees_everybodys_and_may_ask_for_their_own(them: Cast, ueno: Client) -> None:
    called(them, "mai", NOW - timedelta(minutes=12))
    assert "髙梨 舞様" in _group(text(ueno.get("/")), "waiting")
    assert "髙梨 舞様" not in _group(text(ueno.get("/?whose=mine")), "waiting")


def test_a_promise_past_its_time_is_broken_and_one_of_ours_alone_is_not(them: Cast, sato: Client) -> None:
    promised(them, "okada", NOW - timedelta(hours=4))
    promised(them, "nagai", NOW - timedelta(hours=4), asked_by="us", kind="look_again")
    waiting = _group(text(sato.get("/")), "waiting")
    assert waiting.count("is-broken") == 1
    assert waiting.index("岡田 健一社長") < waiting.index("永井 颯太様")


def test_everything_that_is_due_has_its_place(them: Cast, sato: Client, hand: Hand) -> None:
    promised(them, "okada", NOW + timedelta(hours=3))
    promised(them, "hama", NOW - timedelta(hours=5), owed_by="them", kind="their_call")
    consideration.pause(person_id=them["yumi"].id, until_at=NOW + timedelta(hours=2), agreed=True, heard_by_id=None, now=NOW)
    consideration.halt(point_id=them.points["nagai"].id, person_id=them["nagai"].id, because="着信拒否の案内", now=NOW)
    new = people.add_person(name="新井 直", now=NOW - timedelta(days=1))
    people.hold_point(person_id=new.id, kind="phone", value="090-1111-2222", now=NOW)
    page = text(sato.get("/"))
    for group, name in {"coming": "岡田", "theirs": "濵口", "rested": "眞鍋", "look": "永井", "new": "新井 直"}.items():
        assert name in _group(page, group), group


def test_who_refused_everything_is_never_put_forward_as_new(them: Cast, sato: Client) -> None:
    new = people.add_person(name="新井 直", now=NOW - timedelta(days=1))
    people.hold_point(person_id=new.id, kind="phone", value="090-1111-2222", now=NOW)
    consideration.refuse(person_id=new.id, words="いりません", heard_by_id=None, now=NOW)
    assert "新井 直" not in text(sato.get("/"))


def test_mine_and_everybodys(them: Cast, sato: Client) -> None:
    promised(them, "okada", NOW - timedelta(minutes=10), owner_id=them.members["mori"].id)
    assert "岡田" not in text(sato.get("/"))
    assert "岡田" in text(sato.get("/?whose=all"))


def test_people_reached_and_promises_kept_are_told_and_attempts_nowhere(them: Cast, sato: Client) -> None:
    promised(them, "mai", NOW - timedelta(minutes=30))
    for minutes in (25, 20, 15):
        called(them, "nagai", NOW - timedelta(minutes=minutes), outcome="no_answer", direction="out")
    called(them, "mai", NOW - timedelta(minutes=5), outcome="reached", direction="out")
    page = text(sato.get("/?whose=all"))
    assert re.search(r"<dd>1<small>人</small></dd><dt>今日お話しできた方", page)
    assert re.search(r"<dd>1<small>件</small></dd><dt>今日果たしたお約束", page)
    assert "架電" not in page
    assert "発信数" not in page
    assert "3回" not in page


def test_the_list_fetched_anew_is_the_list_and_writes_nothing(them: Cast, sato: Client) -> None:
    called(them, "mai", NOW - timedelta(minutes=12))
    part = text(sato.get("/today/list", headers={"HX-Request": "true"}))
    assert "髙梨 舞様" in part
    assert "<html" not in part
    assert not PersonRead.objects.exists()


def test_a_person_page_answers_first(them: Cast, sato: Client) -> None:
    called(them, "mai", NOW - timedelta(days=3), outcome="reached", direction="out", talk_seconds=200, words="紙の話をした")
    promised(them, "mai", NOW + timedelta(days=1))
    page = text(sato.get(f"/p/{them['mai'].id}"))
    assert "3日前、佐藤 亮がお電話し、お話しできました。あす 11:00–13:00にご連絡するお約束です。" in page
    assert "紙の話をした" in page
    assert "3分20秒" in page
    assert "独立して二年目" in page
    assert "株式会社あおば企画" in page
    assert "担当 佐藤 亮" in page
    assert "退職された" in page
    assert page.index("担当 佐藤 亮") < page.index("これまでのやりとり")


def test_the_gate_speaks_before_any_button(them: Cast, sato: Client) -> None:
    page = text(sato.get(f"/p/{them['nagai'].id}"))
    gates = page[page.index('id="h-gate"') : page.index('id="h-lived"')]
    assert "できます" in gates
    assert "SMSでのご案内には、ご本人の同意がまだありません" in gates
    refused(them, "nagai", NOW)
    page = text(sato.get(f"/p/{them['nagai'].id}"))
    assert "今後の連絡はすべてお断り" in page
    assert "「もうかけないでください」" in page or "<q>もうかけないでください</q>" in page
    assert 'data-key="c"' not in page


def test_reads_of_people_are_written_down_once_each(them: Cast, sato: Client) -> None:
    person = them["mai"]
    sato.get(f"/p/{person.id}")
    assert list(PersonRead.objects.values_list("member__username", "person_id", "through")) == [("sato", person.id, "desk")]
    sato.get(f"/p/{person.id}/body", headers={"HX-Request": "true"})
    sato.get(f"/p/{person.id}/act?do=promise", headers={"HX-Request": "true"})
    sato.get("/search?q=たかなし")
    assert PersonRead.objects.count() == 1


def test_a_merged_person_is_shown_as_one(them: Cast, sato: Client) -> None:
    people.merge(kept_id=them["misaki"].id, merged_id=them["makoto"].id, by_id=None, because="同じ方", now=NOW)
    assert sato.get(f"/p/{them['makoto'].id}").headers["Location"] == f"/p/{them['misaki'].id}"


def test_nobody_and_somebody_erased(them: Cast, sato: Client) -> None:
    assert sato.get("/p/01890000-0000-7000-8000-000000000000").status_code == 404
    people.erase(person_id=them["yumi"].id, by_id=None, now=NOW)
    page = text(sato.get(f"/p/{them['yumi'].id}"))
    assert "この方の記録はご希望により消しました" in page
    assert "眞鍋" not in page


def test_a_number_of_several_people_is_a_choice_and_no_guess(them: Cast, sato: Client) -> None:
    called(them, "tsuji", NOW - timedelta(minutes=5), person=None)
    page = text(sato.get("/"))
    assert "075-221-0004" in _group(page, "waiting")
    address = f"/n/{them.points['tsuji'].id}"
    assert address in page
    choice = text(sato.get(address))
    assert "この番号は2人の方がお使いです" in choice
    assert "辻 和子様" in choice
    assert "辻 正夫様" in choice
    assert not PersonRead.objects.exists()


def test_a_number_of_one_person_opens_the_person(them: Cast, sato: Client) -> None:
    assert sato.get(f"/n/{them.points['mai'].id}").headers["Location"] == f"/p/{them['mai'].id}"


@pytest.mark.parametrize(
    "typed", ["090-1234-0001", "０９０１２３４０００１", MAI_MOBILE, "高梨", "たかなし", "takanashi", "mai@takanashi.example"]
)
def test_search_finds_in_any_form(them: Cast, sato: Client, typed: str) -> None:
    assert "髙梨 舞様" in text(sato.get("/search", {"q": typed}))
    part = text(sato.get("/search", {"q": typed}, headers={"HX-Request": "true"}))
    assert "髙梨 舞様" in part
    assert "<html" not in part


def test_search_for_nobody_offers_to_write_them_down(them: Cast, sato: Client) -> None:
    assert "/people/new?q=090-9999-0000" in text(sato.get("/search", {"q": "090-9999-0000"}, headers={"HX-Request": "true"}))


def test_what_somebody_typed_never_becomes_markup(them: Cast, sato: Client) -> None:
    person = people.add_person(name="<b>太字</b>", cares_about="<script>alert(1)</script>", now=NOW)
    for address in (f"/p/{person.id}", "/search?q=%3Cb%3E", "/people/new?q=%3Cimg%3E"):
        page = text(sato.get(address))
        assert "<b>太字" not in page
        assert "<script>alert" not in page
        assert "<img>" not in page


def test_earlier_knots_come_a_page_at_a_time(them: Cast, sato: Client) -> None:
    for day in range(45):
        called(them, "mai", NOW - timedelta(days=day + 1), outcome="no_answer", direction="out")
    page = text(sato.get(f"/p/{them['mai'].id}"))
    assert page.count('class="knot ours') == 40
    more = re.search(r'hx-get="(/p/[^"]+/thread\?before=[^"]+)"', page)
    assert more
    rest = text(sato.get(more.group(1), headers={"HX-Request": "true"}))
    assert rest.count('class="knot ours') == 5
    assert sato.get(f"/p/{them['mai'].id}/thread?before=yesterday").status_code == 404


def test_earlier_years_are_marked_on_the_thread(them: Cast, sato: Client) -> None:
    called(them, "mai", NOW - timedelta(days=400), outcome="reached", direction="out")
    assert "<span>2025年</span>" in text(sato.get(f"/p/{them['mai'].id}"))


@pytest.mark.parametrize(("hour", "group", "clock"), [(6, "coming", "今日 08:00"), (8, "waiting", "あと")])
def test_a_missed_call_waits_for_the_hour_at_which_the_gate_lets_a_call_back_go(
    them: Cast, sato: Client, hand: Hand, hour: int, group: str, clock: str
) -> None:
    midnight = NOW - timedelta(hours=11)
    called(them, "mai", midnight + timedelta(hours=5))
    hand.now = midnight + timedelta(hours=hour)
    listed = _group(text(sato.get("/")), group)
    assert "髙梨 舞様" in listed
    assert clock in listed
    gate = text(sato.get(f"/p/{them['mai'].id}"))
    assert ("今日 08:00 からできます" in gate) is (group == "coming")


def test_who_was_promised_a_time_waits_from_that_time_and_the_sentence_says_what_the_lines_say(them: Cast, sato: Client) -> None:
    promised(them, "okada", NOW - timedelta(minutes=20))
    page = text(sato.get("/"))
    assert "おひとりがお待ちです。20分たちました。" in page
    assert "20分お待ち" in _group(page, "waiting")
    promised(them, "mai", NOW - timedelta(hours=5))
    page = text(sato.get("/"))
    assert "お約束の時刻を3時間過ぎた方が1人います。" in page
    assert "3時間過ぎています" in _group(page, "waiting")
    assert "お急ぎの方が先" in _group(page, "waiting")


def test_a_try_after_a_talk_does_not_unsay_the_talk(them: Cast, sato: Client) -> None:
    called(them, "mai", NOW - timedelta(hours=2), direction="out", outcome="reached", purpose="reply")
    called(them, "mai", NOW - timedelta(hours=1), direction="out", outcome="no_answer", purpose="reply")
    page = text(sato.get(f"/p/{them['mai'].id}"))
    assert "お話しできていません" not in page.split("この方の30日")[0]
    assert "最後にお話ししたのは今日 09:00です。" in page


def test_a_late_missed_call_waits_whatever_the_hour_and_says_from_when_it_may_be_returned(them: Cast, sato: Client, hand: Hand) -> None:
    called(them, "mai", MIDNIGHT - timedelta(days=2, hours=9))
    hand.now = MIDNIGHT + timedelta(hours=6)
    page = text(sato.get("/"))
    assert "おひとりがお待ちです。お約束の時刻を" in page
    waiting = _group(page, "waiting")
    assert "髙梨 舞様" in waiting
    assert "過ぎています" in waiting
    assert "今日 08:00からかけられます" in waiting
    assert "髙梨 舞様" not in _group(page, "coming")
    hand.now = MIDNIGHT + timedelta(hours=9)
    assert "からかけられます" not in _group(text(sato.get("/")), "waiting")


def _brought_in(many: int) -> None:
    for n in range(many):
        new = people.add_person(name=f"新井 {n:02}", now=NOW - timedelta(days=1) + timedelta(seconds=n))
        people.hold_point(person_id=new.id, kind="phone", value=f"090-1111-{n:04}", now=NOW)


def test_new_people_are_all_counted_and_those_beyond_the_list_are_one_step_away(them: Cast, sato: Client) -> None:
    _brought_in(33)
    page = text(sato.get("/"))
    listed = _group(page, "new")
    assert "33人が" in page or "いただきたい方が33人" in page
    assert '<span class="number">33人</span>' in listed
    assert listed.count('class="due"') == 30
    assert "ほか3人を見る" in listed
    everybody = text(sato.get("/today/all/new"))
    assert everybody.count('class="due"') == 33
    assert text(sato.get("/today/all/new?from=30")).count('class="due"') == 3
    assert sato.get("/today/all/waiting").status_code == 404


def test_of_very_many_it_is_said_that_there_are_at_least_so_many(them: Cast, sato: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_COUNTED", 2)
    _brought_in(33)
    listed = _group(text(sato.get("/")), "new")
    assert "32人以上" in listed
    assert "ほか2人以上を見る" in listed


def test_nobody_without_a_number_is_in_a_list_of_calls(them: Cast, sato: Client) -> None:
    new = people.add_person(name="新井 直", now=NOW - timedelta(days=1))
    people.hold_point(person_id=new.id, kind="email", value="arai@example.jp", now=NOW)
    assert "新井 直" not in text(sato.get("/"))


def test_the_order_of_those_who_wait_is_said_as_it_is(them: Cast, sato: Client) -> None:
    """One hour late for an hour comes before two hours late for a day."""
    promised(them, "okada", NOW - timedelta(hours=26), hours=24)
    promised(them, "nagai", NOW - timedelta(hours=2), hours=1)
    waiting = _group(text(sato.get("/")), "waiting")
    assert waiting.index("永井") < waiting.index("岡田")
    assert "お約束の長さに比べて長くお待ちの方の順" in waiting
