"""What people lived through, what each call brings, who answers whom; the hours last."""

from collections.abc import Sequence

from enishi.kernel.words import Text, say
from enishi.measures.eye import Lived, wall
from enishi.measures.report import charts, findings
from enishi.measures.report.parts import Html, foreign, prose, table, tag
from enishi.measures.results import Breaches, Burden, ChannelReach, Diagnosis, HazardStep, Response, Share, Spread, Strain
from enishi.measures.rules.advice import best_hour, hour_name
from enishi.measures.rules.figures import UNSAID, bounds, channel, decimal, known, length, percent, whole

_MOST_ON_WALL = 3
_ROWS_SHOWN = 3


def pictures(diagnosis: Diagnosis, lives: Sequence[Lived]) -> Html:
    """The chapter of pictures, the heat map last."""
    parts = (
        _lives(lives[:_MOST_ON_WALL]),
        _hazard(diagnosis),
        _channels(diagnosis.reach.by_channel),
        _burden(diagnosis.burden),
        _response(diagnosis.response),
        _strain(diagnosis.strain),
        _breaches(diagnosis.breaches),
        _hours(diagnosis),
    )
    return tag(
        "section",
        tag("h2", say("見てみると", "What it looks like")),
        *(tag("div", *part, class_="part") for part in parts if part),
    )


def _lives(lives: Sequence[Lived]) -> list[Html]:
    head = tag("h3", say("受けた方の日々", "The days of those we turned to"))
    if not lives:
        return []
    wide, narrow = (tag("div", Html(wall(*lives, narrow=small)), class_="narrow" if small else "wide") for small in (False, True))
    return [head, tag("figure", wide, narrow, class_="wall")]


def _hazard(diagnosis: Diagnosis) -> list[Html]:
    found = findings.attempts(diagnosis)
    head = tag("h3", say("電話一回ごとに、何人とお話しできたか", "What each call brought"))
    steps = diagnosis.reach.hazard[: charts.MOST_STEPS]
    numbers = [say("{n}回目 {p}", "call {n}: {p}", n=step.attempt, p=percent(step.rate)) for step in steps if known(step.rate)]
    told = Text(found.sentence.ja + "、".join(one.ja for one in numbers), f"{found.sentence.en} {', '.join(one.en for one in numbers)}")
    chart = charts.hazard(steps, told)
    if chart is None:
        return [head, *_unsaid(found.certainty)]
    return [head, tag("p", prose(found.sentence)), tag("div", tag("figure", chart), _ladder(steps), class_="pair")]


def _ladder(steps: Sequence[HazardStep]) -> Html:
    rows: list[tuple[object, ...]] = [
        (say("{n}回目", "{n}", n=step.attempt), whole(step.tried), whole(step.reached), _rate(step.rate), _range(step.low, step.high))
        for step in steps
    ]
    head = (
        say("電話", "Call"),
        say("かけた方(人)", "People called"),
        say("お話しできた方(人)", "People reached"),
        say("割合", "Share"),
        say("誤差の幅(95%)", "95% interval"),
    )
    return table(head, rows, caption=say("それまでお話しできていない方への電話", "Calls to people not spoken with before"))


def _channels(channels: Sequence[ChannelReach]) -> list[Html]:
    if not channels:
        return []
    rows: list[tuple[object, ...]] = [
        (channel(one.channel), whole(one.contacts), whole(one.people), _share(one.reached), _share(one.answered)) for one in channels
    ]
    days = channels[0].within_days
    head = (
        say("手段", "Channel"),
        say("ご連絡(回)", "Contacts"),
        say("受けた方(人)", "People"),
        say("その場でお話しできた", "Reached at once"),
        say("{d}日以内に先方から", "Came back within {d} days", d=days),
    )
    return [tag("h3", say("手段ごとに", "Channel by channel")), table(head, rows, caption=say("期間の全体", "Over the whole period"))]


def _burden(burden: Burden) -> list[Html]:
    head = (say("お一人あたり", "Per person"), say("中央値", "Median"), say("95%の方はここまで", "95% no more than"), say("最多", "Most"))
    spreads = (
        (say("1日のご連絡(最も多い日・回)", "contacts on their worst day"), burden.per_person_day),
        (say("7日間のご連絡(最も多い7日・回)", "contacts in their worst seven days"), burden.per_week),
        (say("期間全体のご連絡(回)", "contacts over the whole period"), burden.per_person),
        (say("見せた番号(種類)", "numbers of ours shown"), burden.numbers),
    )
    shares = (
        (say("夜9時〜朝8時のご連絡", "contacts from 21:00 to 08:00"), burden.at_night),
        (say("土日・祝日・年末年始のご連絡", "contacts on weekends, holidays, New Year"), burden.on_days_off),
        (say("15秒未満で切った電話", "rings of less than 15 seconds"), burden.short_rings),
        (say("お断りの後のご連絡", "contacts after a refusal"), burden.after_refusal),
        (say("「いまは不要」の後30日以内のご連絡", "contacts within 30 days of “not now”"), burden.after_not_now),
        (say("お約束の日より前のご連絡", "contacts before an agreed day"), burden.before_agreed),
        (say("出た方をこちらから切った電話", "people we hung up on when they answered"), burden.abandoned_by_us),
    )
    rows: list[tuple[object, ...]] = [(name, *_spread(found)) for name, found in spreads]
    others: list[tuple[object, ...]] = [(name, _count(found), _share(found)) for name, found in shares]
    tables = (
        table(head, rows, caption=say("期間の全体。社内の電話は除きます。", "Over the whole period, without internal calls.")),
        table(
            (say("控えたいこと", "What to avoid"), say("回数", "Times"), say("割合", "Share")),
            others,
            caption=say("期間の全体", "Over the whole period"),
        ),
    )
    return [tag("h3", say("受けた方の負担", "What it cost people")), tag("div", *tables, class_="pair")]


def _response(response: Response) -> list[Html]:
    head = tag("h3", say("お電話をくださった方を、どれだけお待たせしたか", "How long those who rang us waited"))
    missed, waited = findings.missed_call(response), findings.call_back(response)
    if not missed.is_said and not waited.is_said:
        return [head, *_unsaid(missed.certainty)]
    again = findings.rang_again(response)
    rows: list[tuple[object, ...]] = [
        (say("{t}以内", "within {t}", t=length(mark.seconds)), _rate(mark.share), _range(mark.low, mark.high))
        for mark in response.waiting.curve
    ]
    parts = [tag("p", prose(found.sentence)) for found in (missed, waited, again)]
    if rows:
        columns = (say("折り返しまで", "Called back"), say("割合", "Share"), say("誤差の幅(95%)", "95% interval"))
        parts.append(
            table(
                columns,
                rows,
                caption=say("折り返していない分も数えます(カプラン・マイヤー法)", "Those still waiting are counted (Kaplan–Meier)"),
            )
        )
    return [
        head,
        *parts,
        tag(
            "p",
            say(
                "お一人ずつの折り返しの早さは、本人だけが見るものなので載せません。",
                "How fast each member calls back is for themselves to see, and not shown here.",
            ),
            class_="quiet",
        ),
    ]


def _strain(strain: Strain) -> list[Html]:
    head = tag("h3", say("担当者が受けたもの", "What members went through"))
    if not strain.members:
        return [head, *_unsaid(strain.why)]
    rows: list[tuple[object, ...]] = [
        (foreign(one.member), _share(one.hard), whole(one.longest_run), whole(one.runs)) for one in strain.members
    ]
    columns = (
        say("担当", "Member"),
        say("お断り・すぐ切られた電話", "Refusals and hang-ups"),
        say("続いた最多(件)", "Longest run"),
        say("{n}件以上続いた日(回)", "Runs of {n} or more", n=strain.run_of),
    )
    note = say(
        "名前の順です。順位ではありません。続いた方に、休みと声かけを。",
        "By name; no ranking. Give a pause and a word to whoever had a run.",
    )
    return [head, table(columns, rows, caption=note)]


def _breaches(breaches: Breaches) -> list[Html]:
    if breaches.total is None:
        return []
    head = tag("h3", say("決めごとと比べると", "Against the chosen policy"))
    told = say(
        "「{policy}」の決めごとを超えたのは{n}件、{p}人の方にです。",
        "Limits of “{policy}” were passed {n} times, with {p} people.",
        policy=breaches.policy or "",
        n=whole(breaches.total),
        p=whole(breaches.people or 0),
    )
    if not breaches.kinds:
        return [head, tag("p", prose(told))]
    rows: list[tuple[object, ...]] = [
        (kind.name, whole(kind.count), whole(kind.people), tag("span", *(tag("bdi", f"{row} ") for row in kind.rows[:_ROWS_SHOWN])))
        for kind in breaches.kinds
    ]
    columns = (say("決めごと", "Limit"), say("件", "Times"), say("人", "People"), say("行の例", "Rows, for example"))
    return [head, tag("p", prose(told)), table(columns, rows, caption=say("期間の全体", "Over the whole period"))]


def _hours(diagnosis: Diagnosis) -> list[Html]:
    head = tag("h3", say("最後に、時間帯", "Last, the hours"))
    profile = diagnosis.reach.hours
    if not profile.cells or not known(profile.overall.rate):
        return [head, *_unsaid(profile.why or profile.overall.why)]
    best = best_hour(diagnosis)
    if best is None:
        told = say("時刻によるちがいは、偶然と見分けられません。", "Differences between hours cannot be told from chance.")
    else:
        told = say(
            "ほかより確かに高いのは{when}({p})です。",
            "{when} is clearly above the rest ({p}).",
            when=hour_name(best),
            p=percent(best.shrunk),
        )
    chart = charts.heat_map(profile.cells, profile.overall.rate, told)
    names = (
        say("全体の割合の0.8倍未満", "below 0.8 × the overall share"),
        say("全体と同じくらい", "about the overall share"),
        say("1.25倍以上", "1.25 × or more"),
        say("1.6倍以上", "1.6 × or more"),
    )
    keys = tag("ul", *(tag("li", charts.swatch(step), prose(name)) for step, name in enumerate(names)), class_="keys quiet")
    note = say("電話の少ない升は、全体の割合に寄せています。", "Cells with few calls are drawn toward the whole.")
    return [head, tag("p", prose(told)), *([tag("figure", chart), keys] if chart else []), tag("p", note, class_="quiet")]


def _unsaid(why: Text | None) -> list[Html]:
    sentence = say("{said}。", "This {said}.", said=UNSAID)
    return [tag("p", sentence), *([tag("p", prose(why), class_="quiet")] if why else [])]


def _spread(found: Spread) -> tuple[object, ...]:
    if found.why is not None and found.worst is None:
        return (UNSAID, "", "")
    return tuple(decimal(value) if known(value) else "—" for value in (found.median, found.p95, found.worst))


def _count(share: Share) -> object:
    return whole(share.count) if share.count is not None else "—"


def _share(share: Share) -> object:
    if not known(share.rate):
        return (
            UNSAID
            if share.count is None or share.of is None
            else Text(f"{whole(share.count)}/{whole(share.of)}", f"{whole(share.count)}/{whole(share.of)}")
        )
    around, figure = bounds(share.low, share.high), percent(share.rate)
    return prose(Text(f"{figure}({around.ja})", f"{figure} ({around.en})")) if around and around.ja != figure else figure


def _rate(rate: float | None) -> str:
    return percent(rate) if known(rate) else "—"


def _range(low: float | None, high: float | None) -> Text:
    return bounds(low, high) or Text("—", "—")
