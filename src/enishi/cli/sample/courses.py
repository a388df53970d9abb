"""Common courses a life with us takes; most of the sample's people follow one of them."""

from enishi.cli.sample import names
from enishi.cli.sample.teller import Teller
from enishi.consideration.models import Consent, Pause, Request
from enishi.people.models import ContactPoint, Person


def customer(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    for season in range(teller.chance.randrange(1, 5)):
        days = 20 + season * 90 + teller.chance.randrange(40)
        teller.draft.touch(
            person, point, teller.at(days, teller.chance.randrange(10, 17)), "reached", by=login, direction=teller.chance.choice(("in", "out")),
            purpose="service", talk_seconds=teller.chance.randrange(90, 900), words=teller.chance.choice(names.WORDS_REACHED),
        )  # fmt: skip


def inquirer(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
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


def unreached(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    for attempt in range(teller.chance.randrange(1, 3)):
        outcome = teller.chance.choice(("no_answer", "voicemail", "busy", "switched_off"))
        teller.draft.touch(
            person, point, teller.at(18 - attempt * 9, 11 + attempt * 4), outcome, by=login, purpose="solicit", ring_seconds=25
        )


def not_now(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
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
    in_days = teller.chance.choice((0, 14, 21, 30, 45, 60))
    teller.draft.add(
        Pause(
            person=person, because=because, from_at=talk.at, until_at=teller.due(in_days, 9), agreed=True, heard_by=teller.draft.members[login], heard_in=talk,
        )
    )  # fmt: skip


def never(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
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


def promised(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
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


def new(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
    person.created_at = teller.at(teller.chance.randrange(0, 4), 9)
    if teller.chance.random() < 0.5:
        teller.draft.add(
            Consent(
                person=person, channel="text", proof="展示会の名刺交換の用紙(「ショートメッセージでの案内を希望」に丸)", at=person.created_at,
                heard_by=teller.draft.members[login],
            )
        )  # fmt: skip


def their_call(teller: Teller, person: Person, point: ContactPoint, login: str) -> None:
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
