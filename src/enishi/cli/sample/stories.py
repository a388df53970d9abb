"""Lives of the sample's people: a handful told one by one, the others drawn from a few common courses."""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta

from enishi.cli.sample import names
from enishi.cli.sample.draft import Draft
from enishi.consideration.models import Consent, Pause, Request, Wish
from enishi.kernel import clock
from enishi.people.models import ContactPoint, Employer, Employment, Household, HouseholdMember, Person

ZONE = "Asia/Tokyo"
_OPERATORS = ("suzuki", "sato", "yamamoto", "takahashi")
_QUARTERS = (0, 15, 30, 45)


class Teller:
    """Draws the same lives from the same seed."""

    def __init__(self, draft: Draft, seed: int = 2026) -> None:
        self.draft = draft
        self.chance = random.Random(seed)  # noqa: S311 - stories, not secrets
        self._mobile = 6_090_001_000
        self._landline = 320_001_000

    def at(self, days_ago: int, hour: int, minute: int | None = None) -> datetime:
        """A moment some days ago on Japan's clock; of today, never later than a few minutes ago."""
        chosen = self.chance.choice(_QUARTERS) + self.chance.randrange(7) if minute is None else minute
        moment = clock.at_local(clock.local_day(self.draft.now, ZONE) - timedelta(days=days_ago), ZONE, hour, chosen)
        return min(moment, self.draft.now - timedelta(minutes=4))

    def due(self, in_days: int, hour: int) -> datetime:
        return clock.at_local(clock.local_day(self.draft.now, ZONE) + timedelta(days=in_days), ZONE, hour)

    def mobile(self) -> ContactPoint:
        self._mobile += self.chance.randrange(1, 40)
        return self.draft.point("phone", f"0{self._mobile}")

    def landline(self, use: str = "household") -> ContactPoint:
        self._landline += self.chance.randrange(1, 40)
        return self.draft.point("phone", f"0{self._landline}", use)

    def operator(self) -> str:
        return self.chance.choice(_OPERATORS)


def tell_everyone(draft: Draft, count: int = 300) -> None:
    """Fill `draft` with the people of mission and `count` others."""
    teller = Teller(draft)
    _chinatsu(teller)
    _president(teller)
    _hana(teller)
    _couple(teller)
    _waiting_now(teller)
    employers = [_employer(teller, name, kana) for name, kana in names.EMPLOYERS]
    courses: list[tuple[int, Callable[[Teller, Person, ContactPoint, str], None]]] = [
        (30, _customer), (18, _inquirer), (14, _unreached), (10, _not_now), (5, _never), (8, _promised), (10, _new), (5, _their_call),
    ]  # fmt: skip
    tell = [course for share, course in courses for _ in range(share)]
    for _ in range(count):
        person, point = _somebody(teller, employers)
        login = teller.operator()
        teller.draft.look_after(person, login, since_days=teller.chance.randrange(40, 900))
        teller.chance.choice(tell)(teller, person, point, login)


def _somebody(teller: Teller, employers: list[tuple[Employer, ContactPoint]]) -> tuple[Person, ContactPoint]:
    family, family_kana = teller.chance.choice(names.FAMILY_NAMES)
    given, given_kana = teller.chance.choice(names.GIVEN_NAMES)
    at_work = teller.chance.random() < 0.35
    person = teller.draft.person(
        f"{family} {given}",
        f"{family_kana} {given_kana}",
        met_as="business" if at_work else "consumer",
        known_days=teller.chance.randrange(20, 1500),
        cares_about=teller.chance.choice(names.CARES_ABOUT) if teller.chance.random() < 0.5 else "",
    )
    point = teller.mobile()
    teller.draft.hold(person, point, "携帯")
    if at_work:
        employer, switchboard = teller.chance.choice(employers)
        teller.draft.hold(person, switchboard, "代表")
        role = teller.chance.choice(("総務", "人事", "営業", "所長", "経理"))
        teller.draft.add(Employment(person=person, employer=employer, role=role, since_on=person.created_at.date()))
    elif teller.chance.random() < 0.3:
        code, town = teller.chance.choice(names.TOWNS)
        house = f"〒{code} {town}{teller.chance.randrange(1, 5)}-{teller.chance.randrange(1, 30)}-{teller.chance.randrange(1, 90)}"
        if all(known.value != house for known in teller.draft.rows[ContactPoint]):
            teller.draft.hold(person, teller.draft.point("postal", house, "household"), "自宅")
    return person, point


def _employer(teller: Teller, name: str, reading: str) -> tuple[Employer, ContactPoint]:
    from enishi.kernel.kana import fold_company

    employer = teller.draft.add(Employer(name=name, kana=reading, name_key=fold_company(name)))
    return employer, teller.landline("switchboard")


# Told one by one


def _chinatsu(teller: Teller) -> None:
    """She left the company in whose name we knew her; the number was her own, and a mistaken redial made us friends."""
    draft = teller.draft
    client = draft.clients["青葉手帳"]
    person = draft.person(
        "名越 千夏",
        "なごし ちなつ",
        met_as="business",
        known_days=900,
        client=client,
        cares_about="独立して三年目。取材で外に出ていることが多い。",
    )
    mobile = draft.point("phone", "060-9000-0101")
    draft.hold(person, mobile, "携帯(ご本人のもの)")
    office = draft.point("phone", "03-2000-0100", "switchboard")
    left_on = (draft.now - timedelta(days=500)).date()
    draft.hold(person, office, "前の会社の代表", ended_on=left_on, because="left_company")
    draft.hold(person, draft.point("email", "chinatsu@nagoshi.example"), "新しいメール")
    employer = draft.add(Employer(name="株式会社春霞企画", kana="はるがすみきかく", name_key="春霞企画"))
    draft.add(Employment(person=person, employer=employer, role="編集", since_on=person.created_at.date(), ended_on=left_on))
    draft.look_after(person, "sato", client, since_days=880, ended_days=40)
    draft.look_after(person, "suzuki", client, since_days=40)
    draft.touch(person, office, teller.at(860, 14), "reached", by="sato", purpose="inquiry", client=client, talk_seconds=540)
    draft.touch(person, mobile, teller.at(21, 11, 5), "no_answer", by="suzuki", purpose="solicit", client=client, ring_seconds=25)
    draft.touch(
        person, mobile, teller.at(21, 11, 20), "reached", by="suzuki", direction="in", talk_seconds=760, client=client,
        words="「知らない番号だったので、車を停めてかけ直しました」。会社はもう辞めて、いまは一人で取材の仕事。手帳は紙がよいとのこと。新しいメールを教えてくださった。",
    )  # fmt: skip
    draft.touch(
        person,
        mobile,
        teller.at(6, 17, 40),
        "no_business",
        by="suzuki",
        direction="in",
        talk_seconds=48,
        words="かけ間違い。「いつでもどうぞ」とお伝えした。",
    )
    draft.promise(
        person, "look_again", teller.due(3, 17), owner="suzuki", about="春の手帳の見本を見たいとのこと。取材のない夕方に。", client=client
    )


def _president(teller: Teller) -> None:
    """He said "not needed at present". That is not never: we asked why, and when to look again."""
    draft = teller.draft
    client = draft.clients["灯りの森リゾート"]
    person = draft.person(
        "桐生 誠",
        "きりゅう まこと",
        met_as="business",
        title="代表取締役",
        honorific="様",
        known_days=120,
        cares_about="社員が休める場所を探している。",
    )
    mobile = draft.point("phone", "060-9000-0202")
    draft.hold(person, mobile, "携帯")
    draft.look_after(person, "takahashi", client, since_days=110)
    talk = draft.touch(
        person, mobile, teller.at(9, 11), "not_now", by="takahashi", purpose="solicit", client=client, talk_seconds=310,
        words="資料は読んだ。いまは要らない。理由をうかがうと「社員寮の建て替えが先。終わったら福利厚生を考えたい」。",
    )  # fmt: skip
    draft.add(
        Pause(
            person=person, client=client, because="社員寮の建て替えが先", from_at=talk.at, until_at=teller.due(120, 9), agreed=True,
            heard_by=draft.members["takahashi"], heard_in=talk,
        )
    )  # fmt: skip
    draft.promise(
        person, "look_again", teller.due(120, 15), owner="takahashi", about="寮の工事が終わるころ、ご様子をうかがう。", client=client
    )


def _hana(teller: Teller) -> None:
    """Eighty-six and quicker than most; telephones every season, hears better on the left."""
    draft = teller.draft
    client = draft.clients["まごころ便"]
    person = draft.person(
        "藤原 ハナ",
        "ふじわら はな",
        known_days=2900,
        client=client,
        cares_about="86歳。左の耳のほうがよく聞こえる。ゆっくり、はっきり。お歳暮は毎年12月の頭。",
    )
    home = draft.point("phone", "06-2000-0301", "household")
    draft.hold(person, home, "自宅")
    draft.hold(person, draft.point("postal", "〒530-0001 大阪府大阪市北区梅田9-9-86", "household"), "自宅")
    draft.look_after(person, "yamamoto", client, since_days=700)
    draft.add(
        Wish(
            person=person, kind="only_times", weekdays=0b0111111, from_time=time(10), until_time=time(16), words="朝は早いの。でも電話は十時からにしてね",
            heard_by=draft.members["yamamoto"], at=teller.at(340, 10),
        )
    )  # fmt: skip
    for days, words in (
        (352, "お歳暮 5件。のしは内のし。"),
        (150, "お中元 4件。お一人分は喪中で取りやめ。"),
        (12, "お歳暮のカタログが届いたとのこと。来週また電話するわね、とのこと。"),
    ):
        draft.touch(
            person,
            home,
            teller.at(days, 10),
            "reached",
            by="yamamoto",
            direction="in",
            purpose="service",
            talk_seconds=900,
            client=client,
            words=words,
        )
    draft.promise(person, "their_call", teller.due(1, 16), owner="yamamoto", owed_by="them", about="お歳暮のご注文のお電話", client=client)


def _couple(teller: Teller) -> None:
    """One telephone, two people: he rings where she used to. Never guess which."""
    draft = teller.draft
    home = draft.point("phone", "03-2000-0404", "household")
    wife = draft.person("髙橋 節子", "たかはし せつこ", known_days=1800, cares_about="お孫さんへの贈り物をよく選ばれる。")
    husband = draft.person("髙橋 清", "たかはし きよし", known_days=90)
    household = draft.add(Household(name="髙橋家"))
    for person, relation in ((wife, "妻"), (husband, "夫")):
        draft.hold(person, home, "自宅")
        draft.add(HouseholdMember(household=household, person=person, relation=relation))
    draft.look_after(wife, "yamamoto", draft.clients["まごころ便"])
    draft.touch(
        wife, home, teller.at(170, 13), "reached", by="yamamoto", direction="in", purpose="service", talk_seconds=640, words="お中元 3件。"
    )
    draft.touch(
        husband,
        home,
        teller.at(28, 15),
        "reached",
        by="suzuki",
        direction="in",
        purpose="service",
        talk_seconds=410,
        words="これからは私が電話します、とのこと。奥さまのことはうかがわなかった。",
    )
    missed = draft.touch(None, home, draft.now - timedelta(minutes=38), "missed", direction="in", ring_seconds=22)
    draft.promise(
        None, "missed_call", draft.now + timedelta(minutes=22), owner="yamamoto", point=home, made_at=missed.at, from_at=missed.at, made_from=missed,
    )  # fmt: skip


def _waiting_now(teller: Teller) -> None:
    """Three more people who rang and were not answered; the longest waits since this morning."""
    for number, (name, reading, minutes, rings) in enumerate(
        (("渡邉 久美子", "わたなべ くみこ", 12, 0), ("木村 隆", "きむら たかし", 95, 1), ("小野 茂", "おの しげる", 190, 0)), start=1
    ):
        draft = teller.draft
        person = draft.person(name, reading, known_days=200 * number)
        point = draft.point("phone", f"060-9000-05{number:02}")
        draft.hold(person, point, "携帯")
        draft.look_after(person, "suzuki")
        draft.touch(
            person,
            point,
            teller.at(30 * number, 14),
            "reached",
            by="suzuki",
            purpose="service",
            talk_seconds=300,
            words=names.WORDS_REACHED[number],
        )
        at = draft.now - timedelta(minutes=minutes)
        missed = draft.touch(person, point, at, "missed", direction="in", ring_seconds=18)
        draft.promise(
            person, "missed_call", at + timedelta(hours=1), owner="suzuki", point=point, made_at=at, from_at=at, made_from=missed, raised=rings,
            raised_at=at + timedelta(minutes=9) if rings else None,
        )  # fmt: skip


# Common courses


def _customer(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    for season in range(teller.chance.randrange(1, 5)):
        days = 20 + season * 90 + teller.chance.randrange(40)
        teller.draft.touch(
            person, point, teller.at(days, teller.chance.randrange(10, 17)), "reached", by=login, direction=teller.chance.choice(("in", "out")),
            purpose="service", talk_seconds=teller.chance.randrange(90, 900), words=teller.chance.choice(names.WORDS_REACHED),
        )  # fmt: skip


def _inquirer(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    days = teller.chance.randrange(2, 12)
    topic = teller.chance.choice(list(teller.draft.topics.values()))
    teller.draft.add(
        Request(
            person=person, topic=topic, client=topic.client, purpose="inquiry", words=f"{topic.name}を送ってほしい(お問い合わせフォーム)", at=teller.at(days, 21),
        )
    )  # fmt: skip
    teller.draft.touch(
        person, point, teller.at(days - 1, 11), "no_answer", by=login, purpose="inquiry", topic=topic, client=topic.client, ring_seconds=28
    )
    if days > 3:
        teller.draft.touch(
            person, point, teller.at(days - 2, 18), "reached", by=login, purpose="inquiry", topic=topic, client=topic.client,
            talk_seconds=teller.chance.randrange(120, 700), words=teller.chance.choice(names.WORDS_REACHED),
        )  # fmt: skip


def _unreached(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    for attempt in range(teller.chance.randrange(1, 3)):
        outcome = teller.chance.choice(("no_answer", "voicemail", "busy", "switched_off"))
        teller.draft.touch(
            person, point, teller.at(18 - attempt * 9, 11 + attempt * 4), outcome, by=login, purpose="solicit", ring_seconds=25
        )


def _not_now(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    because = teller.chance.choice(names.WORDS_NOT_NOW)
    talk = teller.draft.touch(
        person,
        point,
        teller.at(teller.chance.randrange(3, 60), 14),
        "not_now",
        by=login,
        purpose="solicit",
        talk_seconds=180,
        words=f"「{because}」とのこと。",
    )
    in_days = teller.chance.choice((0, 0, 14, 30, 60))
    teller.draft.add(
        Pause(
            person=person, because=because, from_at=talk.at, until_at=teller.due(in_days, 9), agreed=True, heard_by=teller.draft.members[login], heard_in=talk,
        )
    )  # fmt: skip


def _never(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    words = teller.chance.choice(names.WORDS_NEVER)
    client = teller.chance.choice((None, *teller.draft.clients.values()))
    talk = teller.draft.touch(
        person,
        point,
        teller.at(teller.chance.randrange(5, 300), 13),
        "never",
        by=login,
        purpose="solicit",
        client=client,
        talk_seconds=40,
        words=f"「{words}」",
    )
    teller.draft.refuse(person, words, talk.at, by=login, heard_in=talk, client=client)


def _promised(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    talk = teller.draft.touch(
        person,
        point,
        teller.at(2, 16),
        "reached",
        by=login,
        purpose="service",
        talk_seconds=240,
        words="いまは手が離せないので、かけ直してほしいとのこと。",
    )
    in_days = teller.chance.choice((-1, 0, 0, 0, 1, 2))
    teller.draft.promise(
        person,
        "call_back",
        teller.due(in_days, teller.chance.randrange(10, 19)),
        owner=login,
        about="続きのお話",
        made_from=talk,
        made_at=talk.at,
        point=point,
    )


def _new(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    person.created_at = teller.at(teller.chance.randrange(0, 4), 9)
    if teller.chance.random() < 0.5:
        teller.draft.add(
            Consent(
                person=person, channel="text", proof="展示会の名刺交換の用紙(「ショートメッセージでの案内を希望」に丸)", at=person.created_at,
                heard_by=teller.draft.members[login],
            )
        )  # fmt: skip


def _their_call(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    talk = teller.draft.touch(
        person,
        point,
        teller.at(1, 15),
        "they_will_call",
        by=login,
        purpose="service",
        talk_seconds=70,
        words="家の者と相談して、こちらから電話します、とのこと。",
    )
    teller.draft.promise(
        person, "their_call", teller.due(teller.chance.choice((0, 1, 3)), 17), owner=login, owed_by="them", made_from=talk, made_at=talk.at
    )
