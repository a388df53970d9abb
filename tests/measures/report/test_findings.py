"""The five sentences."""

from dataclasses import replace

import pytest

from enishi.measures.report.findings import FIVE, five
from enishi.measures.results import Diagnosis
from enishi.measures.rules.intervals import share
from tests.measures.report import diagnoses


def codes(diagnosis: Diagnosis) -> list[str]:
    return [found.code if found.is_said else f"({found.code})" for found in five(diagnosis)]


@pytest.mark.parametrize(
    ("diagnosis", "expected"),
    [
        (diagnoses.insistent(), ["reach", "attempts", "burden", "refusals", "one-channel"]),
        (diagnoses.considerate(), ["reach", "attempts", "burden", "refusals", "one-channel"]),
        (diagnoses.one_sided(), ["(reach)", "burden", "refusals", "call-back", "missed"]),
        (diagnoses.empty(), ["(reach)", "(attempts)", "(burden)", "(refusals)", "(call-back)"]),
    ],
)
def test_what_can_be_said_comes_before_what_cannot(diagnosis: Diagnosis, expected: list[str]) -> None:
    assert codes(diagnosis) == expected


def test_one_sentence_each() -> None:
    for diagnosis in (diagnoses.insistent(), diagnoses.considerate(), diagnoses.one_sided(), diagnoses.empty()):
        found = five(diagnosis)
        assert len(found) == FIVE
        assert [one.sentence.ja.count("。") for one in found] == [1] * FIVE
        assert all(one.certainty.ja and one.certainty.en for one in found)


def test_the_sentences_of_the_insistent_firm() -> None:
    assert [str(one.sentence) for one in five(diagnoses.insistent())] == [
        "1,200人にご連絡し、お話しできたのは320人でした。",
        "1回目の電話では12%の方とお話しできますが、4回目からは100回かけて2.2人です。",
        "ご連絡は、いちばん多い方で1日10回、番号は多い方で4種類でした。",
        "お話しできた320人のうち80人がお断りになり、その後も41回ご連絡しています。",
        "お話しできていない880人の全員に、電話しか試していません。",
    ]


def test_the_sentences_of_the_considerate_one() -> None:
    assert [str(one.sentence) for one in five(diagnoses.considerate())][2:] == [
        "ご連絡は、いちばん多い方で1日2回、番号はいつも同じでした。",
        "お話しできた320人のうち80人がお断りになり、その後はご連絡していません。",
        "お話しできていない200人には、どなたにも二つ以上の手段を試しています。",
    ]


def test_too_few_for_a_rate_are_still_counted() -> None:
    thin = diagnoses.insistent()
    thin = replace(thin, reach=replace(thin.reach, one_channel=share(3, 4)))
    found = five(thin)[-1]
    assert str(found.figure) == "3人"
    assert "4件だけでは割合を言えません" in str(found.certainty)
