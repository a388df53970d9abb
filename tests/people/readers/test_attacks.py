"""Lists that say "do not contact" in their own way: whatever is not plainly a yes is heard as a no."""

import pytest

from enishi.people.readers.cells import emails, refused


@pytest.mark.parametrize("cell", ["可", "OK", "ＯＫ", "○", "〇", "1", "yes", "可(午前中)", "はい", "希望", "", " "])
def test_a_plain_yes_is_a_yes(cell):
    assert refused("allowed", "連絡可否", cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "不可",
        "電話不可",
        "不可(本人希望)",
        "可→不可",
        "可(電話は不可)",
        "NG",
        "×",
        "??",
        "要確認",
        "△",
        "0",
        "-",
        "未",
        "保留",
        "OK → NG",
        "拒否",
        "no",
    ],
)
def test_anything_else_is_a_no(cell):
    assert refused("allowed", "連絡可否", cell) == f"連絡可否: {cell}"


@pytest.mark.parametrize(
    "cell",
    [
        "mailto:so.ta@mail.example?subject=x",
        "so.ta\ufe0f@mail.example",
        "so.ta\u3164@mail.example\u2800",
        "so.ta@mail.example\x7f",
        "Ota <so.ta\x00@mail.example>",
    ],
)
def test_a_mail_address_is_the_same_however_it_is_spelt(cell):
    """An address that nobody refused would be written to."""
    assert emails(cell) == (("so.ta@mail.example",), None)


def test_a_domain_is_the_same_in_both_of_its_spellings():
    assert emails("a@xn--r8jz45g.jp; b@例え.jp") == (("a@例え.jp", "b@例え.jp"), None)
