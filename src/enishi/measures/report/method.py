"""How it was counted, and where every row of the log went."""

from enishi.kernel.words import Text, say
from enishi.measures.report.parts import Html, foreign, prose, table, tag
from enishi.measures.results import Counted, Diagnosis, Rows
from enishi.measures.rules.figures import channel, period, whole

METHOD = (
    (
        say("お話しできた方", "People reached"),
        say(
            "こちらから初めて連絡した後に、どちらからの連絡であれ、ご本人とお話しできた方。分母は、こちらから連絡した方です。"
            "鳴っただけ、留守電、受付では数えません。",
            "People whom somebody of us spoke with after we first turned to them, whoever rang; of all we turned to. "
            "A ring, a voicemail or a reception is no conversation.",
        ),
    ),
    (
        say("何回目の電話か", "The number of a call"),
        say(
            "お一人に、初めてお話しできるまでにかけた電話を順に数えます。割合の分母は、その回の電話を受けた方です。",
            "A person’s calls in order until the first conversation. The share is of those who got that call.",
        ),
    ),
    (
        say("誤差の幅", "95% intervals"),
        say(
            "同じ調べ方を繰り返せば、100回に95回は本当の値を含む幅です。割合はウィルソンの方法、折り返しまでの時間はカプラン・マイヤー法、"
            "時間帯はベータ二項分布による経験ベイズ推定です。"
            "数が少なすぎる割合は出しません。",
            "Ranges that hold the true value 95 times in 100. Shares by Wilson’s method, waiting times by Kaplan–Meier, hours by an "
            "empirical-Bayes beta-binomial. Shares of too few "
            "are not given.",
        ),
    ),
    (
        say("上限と手順の計算", "Caps and plans"),
        say(
            "この記録がそのとおりに進んだとして数え直したもので、実験ではありません。多く電話を受けた方は、"
            "もともとつながりにくい方かもしれません。",
            "A recount of the log as it went, and no experiment. Whoever got many calls may have been hard to reach from the start.",
        ),
    ),
    (
        say("この報告にないもの", "What is not in it"),
        say(
            "担当者の順位はありません。かけた回数は成績ではありません。法の助言でもありません。",
            "No ranking of members; how often somebody dialled is no merit. Nor is this legal advice.",
        ),
    ),
)
DIRECTIONS = {"out": say("こちらから", "ours"), "in": say("先方から", "theirs")}

DIRECTION = say("向き", "direction")
CHANNEL = say("手段", "channel")
SOURCE = say("記録の種類", "kind of log")
HELD = say("記録にある数", "held by the log")


def method(diagnosis: Diagnosis) -> Html:
    """The chapter on method, definitions and rows."""
    words = [part for name, text in METHOD for part in (tag("dt", name), tag("dd", text))]
    zone = say("時刻は{zone}の時計によります。", "Times are on the clock of {zone}.", zone=diagnosis.zone)
    return tag(
        "section",
        tag("h2", say("数え方と、すべての行の行き先", "Method, and where every row went")),
        tag("dl", *words, class_="method"),
        tag("h3", say("行の行き先", "Where the rows went")),
        tag("div", _account(diagnosis.rows, diagnosis.zone), _kinds(diagnosis.rows), class_="pair"),
        tag("p", prose(zone), class_="quiet"),
    )


def _account(rows: Rows, zone: str) -> Html:
    body: list[tuple[object, ...]] = [
        (say("読んだ行", "Rows read"), whole(rows.read)),
        (say("使った行", "used"), whole(rows.used)),
        (say("重なっていた行(一度だけ数えました)", "doubled, counted once"), whole(rows.doubled)),
        (say("読めなかった行", "could not be read"), whole(rows.refused)),
        *((_refusal(one), whole(one.count)) for one in rows.refusals),
        (say("未来の日時の行(使っていません)", "dated in the future, not used"), whole(rows.after_now)),
        (say("番号が非通知の着信", "calls to us from withheld numbers"), whole(rows.withheld)),
    ]
    return table((say("行", "Rows"), say("数", "Count")), body, caption=period(rows.first_at, rows.last_at, zone))


def _refusal(one: Counted) -> Text:
    return Text(f"・{one.name.ja}", f"· {one.name.en}") if one.name else Text(f"・{one.code}", f"· {one.code}")


def _kinds(rows: Rows) -> Html:
    found: list[tuple[object, object, int]] = [
        (DIRECTION, DIRECTIONS.get(one.code, foreign(one.code)), one.count) for one in rows.by_direction
    ]
    found += [(CHANNEL, channel(one.code), one.count) for one in rows.by_channel]
    found += [(SOURCE, foreign(one.code), one.count) for one in rows.by_source]
    body: list[tuple[object, ...]] = [(name, kind, whole(count)) for name, kind, count in found]
    held = (
        (say("人", "people"), rows.people),
        (say("担当", "members"), rows.members),
        (say("こちらの番号", "numbers of ours"), rows.own_numbers),
    )
    body += [(HELD, name, whole(count)) for name, count in held]
    head = (say("内訳", "Of what kind"), "", say("数", "Count"))
    return table(head, body, caption=say("使った行の内訳と、記録にある数", "The rows used by kind, and what the log holds"), figures=2)
