"""What a member writes down by hand, who may, and that both languages and the content policy hold on every page."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.test import Client

from enishi.consideration import actions as consideration
from enishi.consideration.models import Consent, Halt, Pause, PolicyChoice, Refusal, Request, Wish
from enishi.people.models import Holding, Merge, Person
from enishi.promises.models import Promise
from enishi.team.models import ApiToken, Member
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called, promised, refused, text

pytestmark = pytest.mark.django_db
Enter = Callable[[str], Client]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def do(client: Client, them: Cast, whom: str, name: str, /, **typed: str | list[str]) -> str:
    return text(client.post(f"/p/{them[whom].id}/do/{name}", typed, follow=True))


def test_a_promise_from_a_phrase(them: Cast, sato: Client) -> None:
    page = do(sato, them, "okada", "promise", phrase="明日15時", about="見本帳", asked_by="person", owned_by="us")
    assert "11月17日(火) 15時のお約束を書きました" in page
    made = Promise.objects.get()
    assert (made.about, made.asked_by, made.owner) == ("見本帳", "person", them.members["sato"])
    assert "いつかをお書きください" in do(sato, them, "okada", "promise", about="見本帳")


def test_a_promise_moves_changes_hands_and_is_withdrawn(them: Cast, sato: Client) -> None:
    owed = promised(them, "okada", NOW + timedelta(hours=1))
    assert "見本帳のこと" in text(sato.get(f"/promises/{owed.id}"))
    assert "分かりません" in text(sato.post(f"/promises/{owed.id}", {"do": "move", "phrase": "机"}))
    sato.post(f"/promises/{owed.id}", {"do": "move", "phrase": "明日15時"})
    moved = Promise.objects.get(withdrawn_at=None)
    sato.post(f"/promises/{moved.id}", {"do": "hand-over", "owner": str(them.members["mori"].id)})
    moved.refresh_from_db()
    assert moved.owner == them.members["mori"]
    sato.post(f"/promises/{moved.id}", {"do": "withdraw", "because": "先方からお断り"})
    moved.refresh_from_db()
    assert moved.withdrawn_because == "先方からお断り"
    assert "もう閉じられています" in text(sato.get(f"/promises/{moved.id}"))
    assert sato.get("/promises/01890000-0000-7000-8000-000000000000").status_code == 404


def test_standing_is_written_and_ended(them: Cast, sato: Client) -> None:
    do(sato, them, "okada", "pause", until="来月の10日", because="決算", agreed="1")
    do(sato, them, "okada", "wish", kind="only_times", weekdays=["0", "1"], from_time="18:00", until_time="20:00", words="夕方なら")
    do(sato, them, "okada", "consent", channel="text", proof="電話で「SMSでどうぞ」と")
    page = do(sato, them, "okada", "request", purpose="inquiry", words="値段を知りたい")
    assert "12月10日(木)まで、ご連絡を控えるお約束" in page
    assert "ご連絡は月・火曜 18:00–20:00に" in page
    assert "SMSでのご案内に同意" in page
    assert "値段を知りたい" in page
    assert (Wish.objects.get().weekdays, Wish.objects.get().from_time) == (3, time(18))
    assert Request.objects.get().purpose == "inquiry"
    for kind, record in (("pause", Pause.objects.get()), ("wish", Wish.objects.get()), ("consent", Consent.objects.get())):
        sato.post(f"/p/{them['okada'].id}/standing/{kind}/{record.id}/end")
    assert "ご連絡を控える" not in text(sato.get(f"/p/{them['okada'].id}/body"))
    assert sato.post(f"/p/{them['okada'].id}/standing/refusal/{them['okada'].id}/end").status_code == 404


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("pause", {"until": "きのう"}, "終わりの日時が、始まりより前です"),
        ("wish", {"kind": "prefer_channel"}, "何についてかを選んでください"),
        ("wish", {"kind": "only_times", "from_time": "二時"}, "時刻は 18:30 のように"),
        ("consent", {"channel": "text"}, "どのように同意をいただいたかをお書きください"),
        ("request", {"purpose": "inquiry"}, "どのようなご依頼か"),
        ("refuse", {"covers": "topic"}, "何のお断りかを選んでください"),
        ("point", {"value": "12"}, "番号"),
        ("point", {"end": "1"}, "終了する連絡先を選んでください"),
    ],
)
def test_what_cannot_be_written_says_why(them: Cast, sato: Client, name: str, typed: dict[str, str], said: str) -> None:
    page = do(sato, them, "okada", name, **typed)
    assert said in page
    assert 'role="alert"' in page


def test_a_refusal_binds_at_once_and_only_a_manager_lifts_it_with_a_reason(them: Cast, enter: Enter) -> None:
    sato, ueno = enter("sato"), enter("ueno")
    do(sato, them, "okada", "refuse", covers="channel:call", words="電話はやめて")
    refusal = Refusal.objects.filter(person=them["okada"]).get()
    assert (refusal.channel, refusal.scope) == ("call", "channel")
    address = f"/p/{them['okada'].id}/refusals/{refusal.id}/lift"
    assert address not in text(sato.get(f"/p/{them['okada'].id}"))
    assert sato.get(address).status_code == 403
    assert sato.post(address, {"because": "x"}).status_code == 403
    assert address in text(ueno.get(f"/p/{them['okada'].id}"))
    assert "解除する理由" in text(ueno.post(address, {"because": " "}))
    ueno.post(address, {"because": "番号の持ち主が替わった"})
    refusal.refresh_from_db()
    assert refusal.lifted_because == "番号の持ち主が替わった"


def test_a_halted_number_is_looked_at(them: Cast, sato: Client) -> None:
    consideration.halt(point_id=them.points["nagai"].id, person_id=them["nagai"].id, because="着信拒否の案内", now=NOW)
    assert "確かめました" in text(sato.get(f"/p/{them['nagai'].id}"))
    sato.post(f"/p/{them['nagai'].id}/halts/{Halt.objects.get().id}/look")
    assert Halt.objects.get().looked_by == them.members["sato"]


def test_numbers_are_added_and_ended_with_why(them: Cast, sato: Client) -> None:
    page = do(sato, them, "okada", "point", value="０６-1234-5678", use="switchboard", label="会社")
    assert "06-1234-5678" in page
    held = Holding.objects.get(person=them["okada"], point__value="+81612345678")
    page = do(sato, them, "okada", "point", end="1", holding=str(held.id), because="number_dead")
    assert "使われていない番号" in page


def test_merging_by_hand_and_undoing_it(them: Cast, sato: Client) -> None:
    panel = do(sato, them, "misaki", "merge", who="林 誠")
    assert str(them["makoto"].id) in panel
    page = do(sato, them, "misaki", "merge", who="林 誠", merge="1", other=str(them["makoto"].id), because="同じ声")
    assert "ひとり" not in page
    assert "同じ方としてまとめました" in page
    assert "別の方に戻す" in page
    called(them, "makoto", NOW, point=them.points["hayashi"], outcome="reached")
    back = text(sato.post(f"/merges/{Merge.objects.get().id}/undo", follow=True))
    assert "別の方に戻しました" in back
    assert "まとめていた間の記録が1件あります" in back


def test_who_looks_after_them(them: Cast, sato: Client) -> None:
    assert "担当 森 あかり" in do(sato, them, "okada", "assign", member=str(them.members["mori"].id))


def test_erasing_is_a_managers_and_wants_the_name(them: Cast, enter: Enter) -> None:
    assert enter("sato").post(f"/p/{them['okada'].id}/do/erase", {"name": "岡田 健一"}).status_code == 403
    assert enter("sato").get(f"/p/{them['okada'].id}?do=erase").status_code == 404
    assert "お名前が違います" in do(enter("ueno"), them, "okada", "erase", name="岡田")
    do(enter("ueno"), them, "okada", "erase", name="岡田 健一")
    assert Person.objects.get(pk=them["okada"].id).erased_at is not None


def test_somebody_new_and_somebody_corrected(them: Cast, sato: Client) -> None:
    assert 'value="090-5555-0001"' in text(sato.get("/people/new?q=090-5555-0001"))
    page = text(sato.post("/people/new", {"name": "", "kana": ""}))
    assert "お名前かふりがな" in page
    sato.post("/people/new", {"name": "新井 直", "kana": "あらい なお", "met_as": "business", "value": "090-5555-0001", "honorific": "様"})
    person = Person.objects.get(name="新井 直")
    assert person.holdings.get().point.value == "+819055550001"
    page = text(sato.post(f"/p/{person.id}/edit", {"name": "新居 直", "kana": "あらい なお", "honorific": "先生"}, follow=True))
    assert "新居 直" in page
    assert "先生" in page
    bad = text(sato.post("/people/new", {"name": "番号の誤り", "value": "12"}))
    assert 'role="alert"' in bad
    assert not Person.objects.filter(name="番号の誤り").exists()


_TEMPORARY = r"<dd>arai</dd><dt>仮のパスワード</dt><dd>(\S+)</dd>"


def test_only_managers_see_and_make_members(them: Cast, enter: Enter) -> None:
    assert enter("sato").get("/members").status_code == 403
    assert enter("sato").post("/members", {"username": "x", "name": "x", "role": "manager"}).status_code == 403
    ueno = enter("ueno")
    page = text(ueno.post("/members", {"username": "arai", "name": "新井 直", "role": "operator"}, follow=True))
    shown = re.search(_TEMPORARY, page)
    assert shown
    assert Client().post("/account/login/", {"login": "arai", "password": shown.group(1)}).status_code == 302
    assert not re.search(_TEMPORARY, text(ueno.get("/members")))
    assert "使われています" in text(ueno.post("/members", {"username": "arai", "name": "別", "role": "operator"}, follow=True))
    member = Member.objects.get(username="arai")
    assert enter("sato").post(f"/members/{member.id}/password").status_code == 403
    again = re.search(_TEMPORARY, text(ueno.post(f"/members/{member.id}/password", follow=True)))
    assert again
    assert again.group(1) != shown.group(1)


def test_the_policy_is_read_by_all_and_chosen_by_managers(them: Cast, enter: Enter) -> None:
    sato, ueno = enter("sato"), enter("ueno")
    assert "いまは「個人のお客様への営業」です" in text(sato.get("/policy"))
    assert sato.post("/policy", {"pack": "business-sales", "do": "choose"}).status_code == 403
    draft = text(ueno.post("/policy", {"pack": "business-sales"}))
    assert "この決めごとにする" in draft
    assert not PolicyChoice.objects.exists()
    ueno.post("/policy", {"pack": "business-sales", "do": "choose"})
    assert PolicyChoice.objects.get().by == them.members["ueno"]
    wrong = text(ueno.post("/policy", {"toml": 'name = "x"\nfor_everyone = true\n'}))
    assert "for_everyone" in wrong
    assert 'role="alert"' in wrong


def test_a_policy_looser_than_its_pack_is_said_aloud_before_and_after(them: Cast, ueno: Client) -> None:
    loose = 'name = "ours"\nextends = "consumer-sales"\n[solicit.call]\nper_window = 5\n'
    assert "is-running" in text(ueno.post("/policy", {"toml": loose}))
    ueno.post("/policy", {"toml": loose, "do": "choose"})
    assert "is-running" in text(ueno.get("/policy"))


def test_merging_with_nobody_chosen_says_so_and_a_reload_is_no_error(them: Cast, sato: Client) -> None:
    page = text(sato.post(f"/p/{them['mai'].id}/do/merge", {"who": "永井", "merge": "1"}))
    assert "どの方かを選んでから" in page
    assert sato.get(f"/p/{them['mai'].id}/do/merge").url == f"/p/{them['mai'].id}?do=merge"


def test_my_settings_and_tokens(them: Cast, sato: Client, enter: Enter) -> None:
    page = text(sato.post("/settings", {"language": "en", "large": "1"}, follow=True))
    assert '<html lang="en" class="large">' in page
    assert "My settings" in page
    made = text(sato.post("/settings/tokens", {"label": "CTI", "scopes": ["people:read"], "days": "30"}, follow=True))
    assert re.search(r'<p class="token">eni_\S+</p>', made)
    assert "eni_" not in text(sato.get("/settings"))
    assert "Choose at least one scope" in text(sato.post("/settings/tokens", {"label": "CTI", "days": "x"}, follow=True))
    token = ApiToken.objects.get()
    enter("mori").post(f"/settings/tokens/{token.id}/end")
    token.refresh_from_db()
    assert token.revoked_at is None
    sato.post(f"/settings/tokens/{token.id}/end")
    token.refresh_from_db()
    assert token.revoked_at is not None


EVERY_PAGE = (
    "/",
    "/?whose=all",
    "/search",
    "/search?q=090",
    "/people/new",
    "/imports",
    "/policy",
    "/members",
    "/settings",
    "/keys",
    "/account/",
    "/account/totp/activate/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/p/{mai}",
    "/p/{mai}/edit",
    *(
        f"/p/{{mai}}?do={name}"
        for name in ["log-in", "log-out", "promise", "pause", "refuse", "wish", "consent", "request", "point", "assign", "merge", "erase"]
    ),
)


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_is_in_one_language_and_within_the_content_policy(them: Cast, ueno: Client, address: str) -> None:
    called(them, "mai", NOW - timedelta(minutes=4))
    refused(them, "mai", NOW, words="words of theirs")
    for language, title in (("ja", "縁"), ("en", "Enishi")):
        Member.objects.filter(username="ueno").update(language=language)
        answer = ueno.get(address.format(mai=them["mai"].id), follow=True)
        page = text(answer)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in page
        assert f"<b>{title}</b>" in page or 'class="door"' in page
        assert not re.search(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son\w+="|javascript:', page)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert page.count("<h1") == 1
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", [address for address in EVERY_PAGE if "{" not in address])
def test_nobody_sees_a_page_without_logging_in(them: Cast, address: str) -> None:
    assert Client().get(address).headers["Location"].startswith(("/account/login/", "/account/reauthenticate/"))


def test_nothing_of_a_person_is_shown_or_done_without_logging_in(them: Cast) -> None:
    person = them["mai"].id
    for path in ("", "/body", "/thread", "/act", "/edit"):
        assert Client().get(f"/p/{person}{path}").status_code == 302
    for path in ("/permit", "/log", "/do/refuse"):
        assert "/account/login/" in Client().post(f"/p/{person}{path}").headers["Location"]


def test_whose_name_stays_is_chosen_before_and_the_way_back_is_offered_after(them: Cast, sato: Client) -> None:
    panel = do(sato, them, "misaki", "merge", who="林 誠")
    assert "どちらのお名前を残しますか" in panel
    page = do(sato, them, "misaki", "merge", who="林 誠", merge="1", other=str(them["makoto"].id), keep="other")
    assert "林 美咲様を林 誠様にまとめました。" in page
    assert 'data-key="u"' in page
    assert '<span class="name">林 誠</span><small>' in page
    gates = page.split('id="h-gate"')[1].split("</section>")[0]
    assert gates.count('class="point"') == 1
    assert 'class="undo"' not in text(sato.post(f"/merges/{Merge.objects.get().id}/undo", follow=True))


def test_a_number_held_by_both_records_of_one_person_ends_for_both(them: Cast, sato: Client) -> None:
    do(sato, them, "misaki", "merge", who="林 誠", merge="1", other=str(them["makoto"].id))
    first = Holding.objects.filter(person=them["misaki"]).get()
    do(sato, them, "misaki", "point", end="1", holding=str(first.id), because="number_dead")
    assert not Holding.objects.filter(point=first.point, ended_on=None).exists()


def test_the_pack_in_use_is_no_other_policy(ueno: Client) -> None:
    assert 'value="consumer-sales"' not in text(ueno.get("/policy"))
    ueno.post("/policy", {"pack": "business-sales", "do": "choose"})
    page = text(ueno.get("/policy"))
    assert 'value="business-sales"' not in page
    assert 'value="consumer-sales"' in page


def test_merging_finds_by_the_last_four_digits_and_says_when_it_finds_nobody(them: Cast, sato: Client) -> None:
    assert "永井 颯太" in do(sato, them, "misaki", "merge", who=them.points["nagai"].value[-4:])
    assert "「7391」に当たる方は、ほかに見つかりません" in do(sato, them, "misaki", "merge", who="7391")


def test_merging_offers_whoever_shares_a_number(them: Cast, sato: Client) -> None:
    panel = text(sato.get(f"/p/{them['masao'].id}?do=merge")).split('id="act-panel"')[1]
    kazuko = next(held.person_id for held in Holding.objects.filter(point=them.points["tsuji"]) if held.person_id != them["masao"].id)
    assert f'name="other" value="{kazuko}"' in panel
    assert "同じ番号・住所の方" in panel
    # Enter in the field that searches must search
    assert panel.index(">探す</button>") < panel.index('name="merge"')


def test_a_token_says_its_days_as_every_page_does(them: Cast, sato: Client, hand: Hand) -> None:
    hand.now = NOW.replace(hour=18)
    made = text(sato.post("/settings/tokens", {"label": "CTI", "scopes": ["people:read"], "days": "90"}, follow=True))
    assert "表示は今回だけです" in made
    assert "2027年2月15日(月) 03:00まで" in made
    ApiToken.objects.update(used_on=date(2026, 11, 17))
    assert "最後に使った日 11月17日(火)" in text(sato.get("/settings"))


def test_only_a_manager_says_who_is_one_of_us(them: Cast, sato: Client, ueno: Client) -> None:
    """Colleagues are called without counting."""
    whom = them["nagai"]
    form = {"name": whom.name, "kana": whom.kana, "met_as": "internal"}
    assert "管理者だけ" in text(sato.post(f"/p/{whom.id}/edit", form))
    assert "管理者だけ" in text(sato.post("/people/new", form))
    whom.refresh_from_db()
    assert (whom.met_as, Person.objects.filter(met_as="internal").count()) == ("consumer", 0)
    assert 'value="internal"' not in text(sato.get(f"/p/{whom.id}/edit"))
    ueno.post(f"/p/{whom.id}/edit", form)
    # An operator may correct a colleague's name all the same
    sato.post(f"/p/{whom.id}/edit", form | {"name": "永井 奏太"})
    whom.refresh_from_db()
    assert (whom.met_as, whom.name) == ("internal", "永井 奏太")
