"""The people of the sample whose lives are told one by one."""

from datetime import datetime, time, timedelta

from enishi.cli.sample import names
from enishi.cli.sample.teller import Teller
from enishi.consideration.models import Pause, Wish
from enishi.people.models import ContactPoint, Employer, Employment, Household, HouseholdMember, Person
from enishi.promises import queries as promised
from enishi.promises.rules.values import MISSED_CALL_DUE


def chinatsu(teller: Teller) -> None:
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
    draft.add(
        Employment(
            person=person, employer=employer, role="編集", since_on=person.created_at.date(), ended_on=left_on, created_at=person.created_at
        )
    )
    draft.look_after(person, "sato", client, since_days=880, ended_days=40)
    draft.look_after(person, "suzuki", client, since_days=40)
    _chinatsus_story(teller, person, office, mobile)


def _chinatsus_story(teller: Teller, person: Person, office: ContactPoint, mobile: ContactPoint) -> None:
    draft, client = teller.draft, teller.draft.clients["青葉手帳"]
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


def president(teller: Teller) -> None:
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


def hana(teller: Teller) -> None:
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


def couple(teller: Teller) -> None:
    """One telephone, two people: he rings where she used to. Never guess which."""
    draft = teller.draft
    home = draft.point("phone", "03-2000-0404", "household")
    wife = draft.person("髙橋 節子", "たかはし せつこ", known_days=1800, cares_about="お孫さんへの贈り物をよく選ばれる。")
    husband = draft.person("髙橋 清", "たかはし きよし", known_days=90)
    household = draft.add(Household(name="髙橋家"))
    for person, relation in ((wife, "妻"), (husband, "夫")):
        draft.hold(person, home, "自宅")
        draft.add(HouseholdMember(household=household, person=person, relation=relation, created_at=person.created_at))
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
        None, "missed_call", _due(missed.at), owner="yamamoto", point=home, made_at=missed.at, from_at=missed.at, made_from=missed,
    )  # fmt: skip


def _due(rang_at: datetime) -> datetime:
    """As a real ring falls due: after an hour in which somebody is there."""
    return promised.hours().after(rang_at, MISSED_CALL_DUE)


def waiting_now(teller: Teller) -> None:
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
            person, "missed_call", _due(at), owner="suzuki", point=point, made_at=at, from_at=at, made_from=missed, raised=rings,
            raised_at=at + timedelta(minutes=9) if rings else None,
        )  # fmt: skip
