"""The report: whole, safe and honest whatever the diagnosis."""

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enishi.kernel.words import Language
from enishi.measures import report
from enishi.measures.eye import SAMPLES, read_file
from enishi.measures.report.findings import FIVE
from enishi.measures.results import Diagnosis
from tests.measures.report import diagnoses, reading

ALL = [diagnoses.insistent, diagnoses.considerate, diagnoses.empty, diagnoses.one_sided]
LANGUAGES: list[Language] = ["ja", "en"]
HOSTILE = "</style></title><script>alert(1)</script>\"'><img src=x onerror=y>&\u202e\x00{n}"
JAPANESE = re.compile(r"[\u3040-\u30ff]")
# A diagnosis holds hundreds of values: shrinking one takes minutes and tells little that the fault itself does not.
WHATEVER = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate])
HARMLESS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12).filter(lambda told: not reading.NOTHING_SHOWN.search(told))


def page(diagnosis: Diagnosis, language: Language = "ja", **more: object) -> str:
    return report.html(diagnosis, [diagnoses.hard_day()], language=language, title="秋", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("diagnosis", ALL, ids=lambda made: made.__name__)
def test_every_kind_of_log_gives_a_whole_page(diagnosis: object, language: Language) -> None:
    made = page(diagnosis(), language)  # type: ignore[operator]
    assert reading.faults(made) == []
    assert len(reading.by_class(reading.tree(made), "figure")) == FIVE


@settings(WHATEVER, max_examples=40)
@given(diagnosis=diagnoses.anything(HARMLESS), language=st.sampled_from(LANGUAGES))
def test_nothing_breaks_it(diagnosis: Diagnosis, language: Language) -> None:
    assert reading.faults(page(diagnosis, language)) == []
    assert len(report.summary(diagnosis, language)) == FIVE


@settings(WHATEVER, max_examples=15)
@given(diagnosis=diagnoses.anything(st.just(HOSTILE)), language=st.sampled_from(LANGUAGES))
def test_words_of_a_log_are_never_more_than_words(diagnosis: Diagnosis, language: Language) -> None:
    made = report.html(
        diagnosis, [diagnoses.hard_day(HOSTILE)], language=language, title=HOSTILE, told_at_inquiry=f"{HOSTILE}\n\n{HOSTILE}"
    )
    assert [fault for fault in reading.faults(made) if fault != "shown: {n}"] == []
    assert "\u202e" not in made
    assert "\x00" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize("diagnosis", ALL, ids=lambda made: made.__name__)
def test_english_is_english(diagnosis: object) -> None:
    made = reading.tree(report.html(diagnosis(), [diagnoses.hard_day()], language="en", title="Autumn"))  # type: ignore[operator]
    assert JAPANESE.findall(re.sub("青木|馬場", "", reading.words(made))) == []


def test_hours_come_last() -> None:
    told = reading.words(reading.tree(page(diagnoses.insistent())))
    order = [
        "お話しできたのは",
        "ひとつの手段で、",
        "何とお伝えしましたか",
        "自分がされたらどう思いますか",
        "電話一回ごとに",
        "最後に、時間帯",
        "変えること",
        "行の行き先",
    ]
    assert [told.index(part) for part in order] == sorted(told.index(part) for part in order)
    advice = reading.by_class(reading.tree(page(diagnoses.insistent())), "do")
    assert ["時台から試す" in reading.words(one) for one in advice].index(True) == len(advice) - 1


def test_each_step_of_a_process_is_asked_about() -> None:
    process = read_file(SAMPLES / "considerate.toml")
    made = reading.tree(page(diagnoses.insistent(), process=process))
    asked = [reading.words(one) for one in reading.by_class(made, "question")]
    assert asked == ["自分がされたらどう思いますか。"] * 3
    assert len(reading.by_class(made, "steps")[0].findall("figure")) == len(asked)


def test_what_people_were_told_stands_in_their_words() -> None:
    told = reading.words(reading.tree(page(diagnoses.insistent(), told_at_inquiry="すぐにはお電話しません。\n三日後に一度だけ。")))
    assert "すぐにはお電話しません。" in told
    assert "三日後に一度だけ。" in told
    assert "このお約束のとおりになっていますか" in told
    assert "いつ、どの番号から" in reading.words(reading.tree(page(diagnoses.insistent())))


def test_without_people_to_draw_the_question_is_asked_all_the_same() -> None:
    made = report.html(diagnoses.insistent(), [], language="ja", title="秋")
    assert "自分がされたらどう思いますか" in made
    assert reading.by_class(reading.tree(made), "wall") == []


def test_members_are_listed_as_given_and_their_attempts_are_not() -> None:
    told = reading.words(reading.tree(page(diagnoses.insistent())))
    assert told.index("青木") < told.index("馬場")
    assert "順位ではありません" in told


def test_every_row_is_accounted_for() -> None:
    told = reading.words(reading.tree(page(diagnoses.insistent())))
    for part in ("読んだ行5,052", "使った行5,040", "日時が読めない3", "重なっていた行(一度だけ数えました)8", "使っていません)1"):
        assert part in told


def test_charts_say_their_finding() -> None:
    charts = [one for one in reading.by_class(reading.tree(page(diagnoses.insistent())), "chart") if one.get("role") == "img"]
    said = [one.get("aria-label") or "" for one in charts]
    assert any("1回目 12%、2回目 8.5%" in one for one in said)
    assert any("火曜の18時台" in one for one in said)
    assert any("880人の全員に、電話しか試していません" in one for one in said)


def test_a_cap_that_nobody_tried_is_not_offered() -> None:
    told = reading.words(reading.tree(page(diagnoses.insistent())))
    assert "電話だけ、1回まで" in told
    assert "9回まで" not in told
    assert "電話→SMS→電話(10〜20時)" in told


def test_the_summary_has_five_lines_and_leaves_the_language_alone() -> None:
    ja, en = report.summary(diagnoses.insistent(), "ja"), report.summary(diagnoses.insistent(), "en")
    assert ja[0].startswith("1,200人にご連絡し、お話しできたのは320人でした。(誤差の幅 24〜29%。2026年10月1日〜30日、発信5,040回。")
    assert en[0].startswith("We turned to 1,200 people and spoke with 320. (95% interval 24–29%. 1 Oct – 30 Oct 2026, 5,040 calls of ours.")
    assert len(ja) == len(en) == FIVE
