"""A dozen people whom every room's tests may call on. All are made up; each comes out of one of the five systems we build for.

from tests import cast
them = cast.assemble(now=cast.MONDAY)
them["mai"]            # a Person
them.members["sato"]   # a Member
them.clients["midori"] # a Client
them.points["mai_old"] # a ContactPoint
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from enishi.people import actions
from enishi.people.models import ContactPoint, Household, Person
from enishi.team.models import Client, Member, OwnNumber, Team

# A Monday morning in Tokyo, no holiday: everybody is at their desk.
MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)

# Made up, and rung by nobody: tests alone know them.
MAI_MOBILE = "+819012340001"
MAI_OLD_DESK = "+81663340002"
KITANO_HOME = "+81742230003"
TSUJI_HOME = "+81752210004"
OKADA_MOBILE = "+818012340005"
HAYASHI_SWITCHBOARD = "+81333340006"
YUMI_MOBILE = "+819012340007"
SHARED_AFTER_MOVE = "+81668340008"
NAGAI_MOBILE = "+817012340009"
OGAWA_HOME = "+81774230010"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by the name the tests call them."""

    people: dict[str, Person]
    points: dict[str, ContactPoint]
    members: dict[str, Member]
    clients: dict[str, Client]
    own_numbers: dict[str, OwnNumber]
    households: dict[str, Household]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


def assemble(*, now: datetime = MONDAY) -> Cast:
    """Write everybody into the database. Their words, promises and refusals are each test's own to add."""
    cast = Cast({}, {}, {}, {}, {}, {})
    _us(cast)
    _a_cold_call_that_became_a_relationship(cast, now)
    _those_nobody_gets_hold_of(cast, now)
    _not_now_is_not_never(cast, now)
    _call_back_fast(cast, now)
    _behind_every_call_a_story(cast, now)
    return cast


def _us(cast: Cast) -> None:
    Team.objects.update_or_create(id=1, defaults={"name": "えにし電話室"})
    # 佐藤 · an operator, quick to call back. 森 · came a month ago and finds her words. 上野 · answers for all of them.
    for username, name, kana, role in (
        ("sato", "佐藤 亮", "さとう りょう", Member.Role.OPERATOR),
        ("mori", "森 あかり", "もり あかり", Member.Role.OPERATOR),
        ("ueno", "上野 千春", "うえの ちはる", Member.Role.MANAGER),
    ):
        cast.members[username] = Member.objects.create_user(
            username=username, password="a long enough one", name=name, kana=kana, role=role
        )
    # みどり印刷 · the agency's client. 花便り · the gift shop's own name.
    for key, name in (("midori", "みどり印刷株式会社"), ("hana", "花便り")):
        cast.clients[key] = Client.objects.create(name=name)
        cast.own_numbers[key] = OwnNumber.objects.create(e164=f"+8150123400{len(cast.clients)}0", label=name, client=cast.clients[key])


def _a_cold_call_that_became_a_relationship(cast: Cast, now: datetime) -> None:
    # 高梨 舞 · left the company she was rung for, works for herself; the number was her own all along.
    # She missed our call, rang back, and rang once more by mistake.
    mai = _add(
        cast,
        "mai",
        now,
        name="髙梨 舞",
        kana="たかなし まい",
        met_as="business",
        title="デザイナー",
        cares_about="独立して二年目。紙の手ざわり",
    )
    actions.employ(person_id=mai.id, employer="株式会社あおば企画", department="制作部", role="主任", since_on=date(2019, 4, 1), now=now)
    _hold(cast, "mai_old", mai, MAI_OLD_DESK, now, use="switchboard", label="会社", since_on=date(2019, 4, 1))
    _hold(cast, "mai", mai, MAI_MOBILE, now, label="携帯", since_on=date(2015, 6, 1))
    actions.hold_point(person_id=mai.id, kind="email", value="mai@takanashi.example", now=now, since_on=date(2025, 4, 1))
    actions.end_employment(employment_id=mai.employments.get().id, on=date(2025, 3, 31))
    actions.end_holding(holding_id=_holding(mai, "mai_old", cast), because="left_company", on=date(2025, 3, 31))
    actions.assign(person_id=mai.id, member_id=cast.members["sato"].id, client_id=cast.clients["midori"].id, on=date(2024, 10, 1))
    # 浜口 徹 · still at あおば企画, behind the same switchboard; the one she introduced.
    hama = _add(cast, "hama", now, name="濵口 徹", kana="はまぐち とおる", met_as="business")
    actions.employ(person_id=hama.id, employer="あおば企画(株)", role="部長", since_on=date(2012, 4, 1), now=now)
    _hold(cast, "mai_old", hama, MAI_OLD_DESK, now, use="switchboard", label="代表")


def _those_nobody_gets_hold_of(cast: Cast, now: datetime) -> None:
    # 永井 颯太 · asked for material on the web and was rung eleven times the first day, from changing numbers. He reads texts.
    nagai = _add(cast, "nagai", now, name="永井 颯太", kana="ながい そうた")
    _hold(cast, "nagai", nagai, NAGAI_MOBILE, now, label="携帯")
    actions.hold_point(person_id=nagai.id, kind="email", value="sota.nagai@mail.example", now=now)
    # 真鍋 由美 · said "never again" to another firm's client; a text is welcome, she says.
    yumi = _add(cast, "yumi", now, name="眞鍋 由美", kana="まなべ ゆみ")
    _hold(cast, "yumi", yumi, YUMI_MOBILE, now, label="携帯")


def _not_now_is_not_never(cast: Cast, now: datetime) -> None:
    # 岡田 健一 · president at 38; read the brochure, does not need it at present, and was pressed all the same.
    okada = _add(cast, "okada", now, name="岡田 健一", kana="おかだ けんいち", title="代表取締役", honorific="社長", met_as="business")
    actions.employ(person_id=okada.id, employer="岡田製作所有限会社", role="代表取締役", since_on=date(2021, 1, 1), now=now)
    _hold(cast, "okada", okada, OKADA_MOBILE, now, label="携帯")
    # 小川 節子 · 66, living alone; refused, was asked on, and does not pick up unknown numbers any more.
    ogawa = _add(cast, "ogawa", now, name="小川 節子", kana="おがわ せつこ")
    _hold(cast, "ogawa", ogawa, OGAWA_HOME, now, use="household", label="自宅")


def _call_back_fast(cast: Cast, now: datetime) -> None:
    # 林 美咲 · clerk at a supplier, calls from behind a switchboard, so that her number never says who she is.
    # 林 誠 · technician there, same switchboard, same surname.
    for key, name, kana in (("misaki", "林 美咲", "はやし みさき"), ("makoto", "林 誠", "はやし まこと")):
        person = _add(cast, key, now, name=name, kana=kana, met_as="business")
        actions.employ(person_id=person.id, employer="はやし電機株式会社", role="事務" if key == "misaki" else "技術", now=now)
        _hold(cast, "hayashi", person, HAYASHI_SWITCHBOARD, now, use="switchboard", label="代表")


def _behind_every_call_a_story(cast: Cast, now: datetime) -> None:
    # 北野 ハル · 86, quicker on the telephone than most; orders the year-end gifts herself, from home, never by internet.
    haru = _add(cast, "haru", now, name="北野 ハル", kana="きたの はる", cares_about="お歳暮は毎年十二月のはじめ。耳は良い")
    _hold(cast, "kitano", haru, KITANO_HOME, now, use="household", label="自宅", since_on=date(1978, 3, 1))
    actions.hold_point(person_id=haru.id, kind="postal", value="〒630-8213 奈良県奈良市登大路町0-0", now=now)
    actions.assign(person_id=haru.id, member_id=cast.members["mori"].id, client_id=cast.clients["hana"].id, on=date(2026, 10, 19))
    # 辻 和子 and 辻 正夫 · one telephone between them; he rings now where she used to, and nobody dares ask why.
    kazuko = _add(cast, "kazuko", now, name="辻 和子", kana="つじ かずこ")
    masao = _add(cast, "masao", now, name="辻 正夫", kana="つじ まさお")
    home = actions.join_household(person_id=kazuko.id, name="辻家", relation="妻", now=now).household
    actions.join_household(person_id=masao.id, household_id=home.id, relation="夫", now=now)
    cast.households["tsuji"] = home
    for person in (kazuko, masao):
        _hold(cast, "tsuji", person, TSUJI_HOME, now, use="household", label="自宅")
    # 谷口 修 · moved away; 谷口 薫 (no relation) was given his old number, and is tired of being taken for him.
    osamu = _add(cast, "osamu", now, name="谷口 修", kana="たにぐち おさむ")
    kaoru = _add(cast, "kaoru", now, name="谷口 薫", kana="たにぐち かおる")
    for person in (osamu, kaoru):
        _hold(cast, "passed_on", person, SHARED_AFTER_MOVE, now, label="自宅")
    actions.end_holding(holding_id=_holding(osamu, "passed_on", cast), because="moved", on=date(2025, 9, 30))


def _add(cast: Cast, key: str, now: datetime, **fields: str) -> Person:
    person = cast.people[key] = actions.add_person(now=now, **fields)  # type: ignore[arg-type]  # fields are named above
    return person


def _hold(cast: Cast, key: str, person: Person, number: str, now: datetime, **more: object) -> None:
    holding = actions.hold_point(person_id=person.id, kind="phone", value=number, now=now, **more)  # type: ignore[arg-type]  # as above
    cast.points[key] = holding.point


def _holding(person: Person, point: str, cast: Cast) -> UUID:
    return person.holdings.get(point=cast.points[point]).id
