"""Policies: what is shipped, what is refused and in which words, what a team may change and what it is told."""

import re
from importlib import resources

import pytest

from enishi.consideration.rules import PolicyInvalid, explain, governing, load, pack
from enishi.consideration.rules.fields import EVIDENCE_FIELDS, FIELDS
from enishi.consideration.rules.names import LIMITS
from enishi.consideration.rules.packs import DEFAULT, SHIPPED, text
from enishi.consideration.rules.policy import EVER_DAYS, EvidenceLimits, Limits, Span
from enishi.consideration.rules.times import ALL_DAY
from enishi.consideration.rules.vocabulary import Channel, MetAs, Purpose

from .builders import BUSINESS, CONSUMER, INTERNAL, at


def problems(toml: str) -> list[str]:
    with pytest.raises(PolicyInvalid) as caught:
        load(toml)
    assert all(problem.ja and problem.en for problem in caught.value.problems)
    return [problem.ja for problem in caught.value.problems]


def notices(toml: str) -> list[str]:
    return [notice.ja for notice in load('name = "own"\nextends = "consumer-sales"\n' + toml).notices]


def test_the_default_is_the_strictest():
    assert DEFAULT == "consumer-sales"
    assert SHIPPED == (
        "consumer-sales",
        "business-sales",
        "web-inquiry",
        "recruiting",
        "gift-shop",
        "debt-jp",
        "reg-f",
        "real-estate",
        "internal",
    )


def test_every_pack_that_is_there_is_shipped():
    there = resources.files("enishi.consideration") / "policies"
    assert {f"{name}.toml" for name in SHIPPED} == {each.name for each in there.iterdir()}
    assert all(pack(name).name == name for name in SHIPPED)


def test_a_typo_is_met_with_the_nearest_key_and_its_line():
    assert problems('name = "own"\n\n[solicit.call]\nper_dya = 1\n') == [
        "「per_dya」は知らない項目です。「per_day」ではありませんか。(4行目)"
    ]


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('[solict]\nname = "x"', "「solict」は知らない項目です。「solicit」ではありませんか。(2行目)"),
        ("[solicit.cal]\nper_day = 1", "「cal」は知らない項目です。「call」ではありませんか。(2行目)"),
        ("[solicit]\nzzz = 1", "「zzz」は知らない項目です。(3行目)"),
        ("[evidence]\nreply_in_days = 3", "「reply_in_days」は知らない項目です。「reply_within_days」ではありませんか。(3行目)"),
        ('extends = "consumer-sale"', "「consumer-sales」ではありませんか。(2行目)"),
        ("extends = 3", "「3」という決めごとはありません(consumer-sales・business-sales・web-inquiry・recruiting"),
        ("[solicit.call]\nper_day = 0", "「per_day」: 1から100000までの数で書いてください。(3行目)"),
        ('[solicit.call]\nper_day = "2"', "「per_day」: 整数で書いてください。(3行目)"),
        ("[solicit.call]\nper_day = true", "「per_day」: 整数で書いてください。(3行目)"),
        ("[solicit.text]\nconsent = 1", "「consent」: true か false で書いてください。(3行目)"),
        ("[solicit.text]\nallowed = 1", "「allowed」: true か false で書いてください。(3行目)"),
        ('[solicit]\nhours = "10-18"', '「hours」: 文字列の並び ["…", "…"] で書いてください。(3行目)'),
        ('[solicit]\nhours = ["10-18"]', "「hours」: 「10-18」は時間帯ではありません(例 10:00-18:00)。(3行目)"),
        ('[solicit]\nhours = ["10:00-24:30"]', "「10:00-24:30」は時間帯ではありません"),
        ('[solicit]\nhours = ["18:00-10:00"]', "「18:00-10:00」は始まりが終わりより後です。夜をまたぐなら2つに分けてください。(3行目)"),
        ("[solicit]\nhours = []", '開いている時間がありません。いつでもよいなら "any" と書きます。(3行目)'),
        ('[solicit]\nweekdays = ["monday"]', "「monday」は曜日ではありません(mon…sun)。(3行目)"),
        ("[solicit]\nweekdays = []", "開いている曜日がありません。(3行目)"),
        ('[solicit]\nclosed = ["02-30"]', "「02-30」は毎年の日付ではありません(例 12-29..01-03)。(3行目)"),
        ('[solicit]\ncounts = "some"', "all・purpose・matter のどれかです。(3行目)"),
        ('[solicit]\nafter_channel = "pigeon"', "call・text・mail・post・fax のどれかです。(3行目)"),
        ('[solicit.call]\nsaturday_hours = "shift"', '「saturday_hours」: 文字列の並び ["…", "…"] で書いてください。(3行目)'),
        ("[solicit.call]\nsaturday_hours = []", "「saturday_hours」: 開いている時間がありません。"),
        ("[solicit.call]\ntheir_times_first = 1", "「their_times_first」: true か false で書いてください。(3行目)"),
        ("[inquiry.call]\nper_day_of_request = 0", "「per_day_of_request」: 1から100000までの数で書いてください。(3行目)"),
        ('[inquiry.text]\nper_request = "none"', "「per_request」: 整数で書いてください。(3行目)"),
        ('[solicit.call]\nwindow_days = "forever"', "「window_days」: 整数か ever で書いてください。(3行目)"),
        ("[solicit.call]\nper_window = 3", "「per_window」には「window_days」も要ります。(3行目)"),
        ("[solicit]\nstop_after = 3", "「stop_after」には「stop_days」も要ります。(3行目)"),
        ("solicit = 3", "「solicit」は表 [solicit] で書いてください。(2行目)"),
        ("solicit.call = 3", "「call」は表 [call] で書いてください。(2行目)"),
        ('met_as = ["people"]', "met_as は consumer・business・internal から選びます。(2行目)"),
        ("met_as = []", "met_as は consumer・business・internal から選びます。(2行目)"),
        ("title = 3", '{ ja = "…", en = "…" } と書いてください。(2行目)'),
        ("solicit = [", "TOMLとして読めません。"),
        ("solicit = " + "[" * 100_000, "TOMLとして読めません。書き方を確かめてください。(2行目)"),
        ("solicit = " + "9" * 5_000, "TOMLとして読めません。"),
    ],
)
def test_a_wrong_policy_is_refused_in_words(toml, expected):
    (problem,) = problems('name = "own"\n' + toml)
    assert expected in problem


def test_all_problems_are_named_at_once_in_the_order_of_their_lines():
    found = problems('extends = "x"\n[solicit.call]\nper_dya = 1\nper_day = -1\n[replly]\n')
    assert [problem[-5:] for problem in found[1:]] == ["(1行目)", "(3行目)", "(4行目)", "(5行目)"]
    assert found[0] == "決めごとに name(名前)を付けてください。"


def test_one_problem_of_a_whole_purpose_is_named_once():
    assert len(problems('name = "x"\n[solicit]\nstop_after = 3\n')) == 1


def test_a_team_tightens_a_pack():
    own = load('name = "own"\nextends = "consumer-sales"\n[solicit.call]\nper_window = 1\n')
    assert own.for_contact(Purpose.SOLICIT, Channel.CALL).per_window == 1
    assert own.for_contact(Purpose.SOLICIT, Channel.CALL).window_days == 30
    assert own.for_contact(Purpose.SERVICE, Channel.CALL) == CONSUMER.for_contact(Purpose.SERVICE, Channel.CALL)
    assert own.notices == ()


def test_what_a_team_says_of_a_purpose_binds_all_its_channels():
    own = load('name = "own"\nextends = "consumer-sales"\n[solicit]\nper_window = 1\nwindow_days = 90\n')
    assert {own.for_contact(Purpose.SOLICIT, channel).per_window for channel in Channel} == {1}


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ("[solicit.call]\nper_window = 3", "per_window"),
        ("[solicit.call]\nwindow_days = 20", "window_days"),
        ("[solicit.call]\nper_day = 2", "per_day"),
        ('[solicit.call]\nper_day = "none"', "per_day"),
        ("[solicit.mail]\ncontacts_per_day = 2", "contacts_per_day"),
        ("[solicit.text]\nconsent = false", "consent"),
        ('[solicit.call]\nhours = ["10:00-18:30"]', "hours"),
        ("[solicit.call]\non_holidays = true", "on_holidays"),
        ('[solicit.call]\nclosed = ["12-29..01-03"]', "closed"),
        ('[solicit.call]\ncounts = "purpose"', "counts"),
        ("[solicit.call]\nrest_after_not_now_days = 29", "rest_after_not_now_days"),
        ("[inquiry.call]\nmin_gap_minutes = 239", "min_gap_minutes"),
        ("[evidence]\nattempts_per_request = 4", "attempts_per_request"),
        ("[evidence]\nreply_within_days = 15", "reply_within_days"),
        ("[evidence]\nat_once_minutes = 31", "at_once_minutes"),
    ],
)
def test_a_loosened_limit_is_said_aloud(toml, key):
    (notice,) = notices(toml)
    assert f"{LIMITS[key].ja}が、もとの決めごと「個人のお客様への営業」よりゆるくなっています。" in notice
    assert key not in notice


@pytest.mark.parametrize(
    ("name", "toml", "key"),
    [
        ("web-inquiry", "[inquiry.call]\nper_day_of_request = 3", "per_day_of_request"),
        ("web-inquiry", '[inquiry.call]\nper_day_of_request = "none"\nper_day = 1', None),
        ("web-inquiry", "[inquiry.call]\nper_day_of_request = 1", None),
        ("consumer-sales", "[inquiry.call]\nper_day_of_request = 3", "per_day_of_request"),
        ("consumer-sales", "[inquiry.call]\nper_day_of_request = 1", None),
        ("web-inquiry", "[inquiry.text]\nper_request = 2", "per_request"),
        ("web-inquiry", "[inquiry.call]\nper_request = 5", None),
        # What three tries over all channels were worth is now worth one on this channel besides those on the others
        ("consumer-sales", "[inquiry.text]\nper_request = 1", "per_request"),
        ("consumer-sales", "[inquiry.call]\ntheir_times_first = true", "their_times_first"),
        ("web-inquiry", "[inquiry]\ntheir_times_first = false", None),
        ("recruiting", '[solicit.call]\nsaturday_hours = ["10:00-19:00"]', "saturday_hours"),
        ("recruiting", '[solicit.call]\nsaturday_hours = ["12:00-13:00"]', None),
        ("consumer-sales", '[solicit.call]\nsaturday_hours = ["12:00-13:00"]', None),
        ("consumer-sales", '[solicit.call]\nsaturday_hours = ["09:00-13:00"]', "saturday_hours"),
        ("recruiting", "[solicit.call]\nwindow_days = 365", "window_days"),
        ("consumer-sales", '[solicit.call]\nwindow_days = "ever"', None),
        ("recruiting", "[solicit.call]\nswitchboard_if_asked = false", "switchboard_if_asked"),
        ("debt-jp", "[evidence]\nat_once_minutes = 1", "at_once_minutes"),
        ("reg-f", "[promise.call]\nrest_after_conversation_days = 6", "rest_after_conversation_days"),
        ("real-estate", '[solicit.call]\nhours = ["07:30-21:00"]', "hours"),
        ("gift-shop", '[solicit]\ncounts = "matter"\n[solicit.text]\nallowed = false\n[solicit.mail]\nallowed = false', "counts"),
    ],
)
def test_the_limits_of_every_pack_are_watched(name, toml, key):
    notices = load(f'name = "own"\nextends = "{name}"\n{toml}').notices
    assert bool(notices) == bool(key)
    assert all(f"{LIMITS[key].ja}が、もとの決めごと「{pack(name).title.ja}」よりゆるくなっています。" in notice.ja for notice in notices)


def test_any_hour_is_any_hour_of_a_saturday_too():
    own = load('name = "own"\nextends = "recruiting"\n[solicit]\nhours = "any"').for_contact(Purpose.SOLICIT, Channel.CALL)
    assert own.week == (ALL_DAY,) * 7
    there = load('name = "own"\n[solicit.call]\nsaturday_hours = ["10:00-12:00"]\nhours = "any"').for_contact(Purpose.SOLICIT, Channel.CALL)
    assert there.week[4:6] == (ALL_DAY, ((600, 720),))


def test_one_is_one_in_english_too():
    one = load(
        'name = "one"\n[evidence]\nreply_within_days = 1\nattempts_per_request = 1\nat_once_minutes = 1\n'
        "[solicit]\nper_day_of_request = 1\nper_request = 1\n"
        "per_window = 1\nwindow_days = 1\nwithout_conversation = 1\nwithout_conversation_days = 1\nmin_gap_minutes = 60\n"
        "rest_after_conversation_days = 1\nrest_after_not_now_days = 1\nstop_after = 1\nstop_days = 1\n"
    )
    said = " ".join(sentence.en for sentence in explain(one))
    assert "1 day of rest after “not now”" in said
    assert not re.search(r"\b1 \w+s\b", said), said
    assert "(s)" not in said


def test_every_limit_has_a_name_for_people():
    assert set(LIMITS) == {*FIELDS, *EVIDENCE_FIELDS}


def test_a_purpose_that_the_base_closes_is_said_aloud_too():
    assert len(notices('[internal.call]\nhours = "shift"')) == 5
    assert notices('met_as = ["internal"]') == ["もとの決めごと「個人のお客様への営業」にはない方々も対象にしています。"]


@pytest.mark.parametrize(
    "toml",
    [
        '[solicit.call]\nhours = ["11:00-17:00"]',
        '[solicit.call]\nclosed = ["12-20..01-10", "08-01..08-31"]',
        '[solicit]\nweekdays = ["tue"]',
        "[solicit.call]\nwithout_conversation = 4\nwithout_conversation_days = 100",
        "[solicit.call]\nstop_after = 4\nstop_days = 10",
        "[solicit.call]\nallowed = false",
        '[solicit.text]\nafter_channel = "mail"',
    ],
)
def test_a_tightened_limit_needs_no_notice(toml):
    assert notices(toml) == []


def test_leaving_the_shift_is_loosening():
    own = load('name = "own"\nextends = "internal"\n[internal.call]\nhours = "any"')
    assert len(own.notices) == 1


def test_every_limit_can_be_written():
    assert set(FIELDS) == set(Limits.__dataclass_fields__) - {"on_shift"}
    assert set(EVIDENCE_FIELDS) == set(EvidenceLimits.__dataclass_fields__)


@pytest.mark.parametrize(
    ("chosen", "met_as", "expected"),
    [
        (CONSUMER, MetAs.CONSUMER, CONSUMER),
        (CONSUMER, MetAs.BUSINESS, CONSUMER),
        (CONSUMER, MetAs.INTERNAL, INTERNAL),
        (BUSINESS, MetAs.BUSINESS, BUSINESS),
        (BUSINESS, MetAs.CONSUMER, CONSUMER),
        (INTERNAL, MetAs.CONSUMER, CONSUMER),
        (INTERNAL, MetAs.BUSINESS, BUSINESS),
    ],
)
def test_a_consumer_is_never_met_under_a_policy_for_firms(chosen, met_as, expected):
    assert governing(chosen, met_as) is expected


@pytest.mark.parametrize(
    ("name", "days"),
    [("consumer-sales", 30), ("business-sales", 365), ("internal", 14), ("web-inquiry", 540), ("gift-shop", 90), ("recruiting", EVER_DAYS)],
)
def test_a_policy_knows_how_far_back_it_looks(name, days):
    assert pack(name).memory_days == days


@pytest.mark.parametrize(("day", "inside"), [("12-28", False), ("12-29", True), ("12-31", True), ("01-03", True), ("01-04", False)])
def test_days_of_the_year_may_pass_new_year(day, inside):
    assert Span((12, 29), (1, 3)).holds(at(f"{day} 12:00").date()) is inside


def test_notes_and_titles_are_kept():
    own = load('name = "own"\ntitle = { ja = "私たち", en = "Ours" }\nnotes = "ひとこと"\n[solicit]\n')
    assert explain(own)[0].en == "Policy “Ours” (consumers, businesses)"
    assert explain(own)[-1].ja == "ひとこと"
    assert load('name = "own"\nextends = "internal"').notes == INTERNAL.notes


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_packs_read_without_notice(name):
    assert pack(name).notices == ()
    assert load(f'name = "own"\nextends = "{name}"').notices == ()
    assert load(text(name)) == pack(name)
