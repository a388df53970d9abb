import unicodedata

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel.kana import fold_company, fold_kana, fold_name, looks_like_kana
from enishi.kernel.variants import VARIANTS


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("山嵜", "山崎"),
        ("齋藤", "斉藤"),
        ("齊藤", "斎藤"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("澤田", "沢田"),
        ("濵田", "浜田"),
        ("濱田", "浜田"),
        ("廣瀨", "広瀬"),
        ("國分", "国分"),
        ("櫻井", "桜井"),
        ("嶋田", "島田"),
        ("德永", "徳永"),
        ("惠子", "恵子"),
        ("眞子", "真子"),
        ("龍崎", "竜崎"),
        ("瀧藏", "滝蔵"),
        ("榮學", "栄学"),
        ("曾我", "曽我"),
        ("彌生", "弥生"),
        ("與謝野", "与謝野"),
        ("冨樫", "富樫"),
        ("峯岸", "峰岸"),
        ("𠮷野", "吉野"),
        ("栁田", "柳田"),
        ("塚\ufa10本", "塚塚本"),
        ("葛󠄀城", "葛城"),
        ("佐々木", "佐佐木"),
        ("山田　太郎", "山田太郎"),
        ("ジョン・スミス", "ｼﾞｮﾝ ｽﾐｽ"),
        ("アケミ", "あけみ"),
        ("José Núñez", "jose nunez"),
        ("竜ヶ崎", "龍ヶ﨑"),
    ],
)
def test_a_name_is_found_in_either_spelling(written: str, typed: str) -> None:
    assert fold_name(written) == fold_name(typed)


def test_different_names_stay_different() -> None:
    names = ["高橋", "高梨", "山崎", "山岸", "田中", "中田", "岡崎", "斉藤", "佐藤", "伊藤", "埼玉"]
    assert len({fold_name(name) for name in names}) == len(names)


def test_the_table_of_variants_is_flat_and_large() -> None:
    assert len(VARIANTS) >= 100
    assert not {ord(key) for key in VARIANTS.values()} & VARIANTS.keys()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("株式会社やまと商店", "やまと商店"),
        ("やまと商店㈱", "やまと商店"),
        ("（株）ヤマト商店", "やまと商店"),
        ("㍿やまと商店", "やまと商店"),
        ("株式會社 やまと商店", "やまと商店"),
        ("㈲鈴木工務店", "鈴木工務店"),
        ("有限会社鈴木工務店", "鈴木工務店"),
        ("合同会社 縁", "縁"),
        ("医療法人社団 青空会", "青空会"),
        ("特定非営利活動法人みらい", "みらい"),
        ("ｶ)ヤマト", "やまと"),
        ("ヤマト(ｶ", "やまと"),
        ("Yamato Co., Ltd.", "yamato"),
        ("Yamato Inc.", "yamato"),
        ("Inca Foods", "incafoods"),
        ("株式会社", "株式会社"),
        ("髙島屋", "高島屋"),
    ],
)
def test_a_company_is_found_without_its_legal_form(written: str, key: str) -> None:
    assert fold_company(written) == key


@pytest.mark.parametrize(
    "spellings",
    [
        ["たかはし", "タカハシ", "ﾀｶﾊｼ", "takahashi", "TAKAHASHI", "takahasi", "Ｔａｋａｈａｓｈｉ"],
        ["さとう", "サトウ", "サトー", "ｻﾄｳ", "satou", "sato", "Satō", "satoh", "satô"],
        ["しょうじ", "ショウジ", "ｼﾖｳｼﾞ", "シヨウジ", "shoji", "shouji", "syouzi"],
        ["おおの", "オオノ", "ono", "ohno", "oono"],
        ["じゅん", "ジュン", "jun", "zyun", "jyun"],
        ["はっとり", "ハットリ", "ハツトリ", "hattori"],
        ["ほんま", "ホンマ", "honma", "homma"],
        ["けんいち", "ケンイチ", "ken'ichi"],
        ["つづき", "ツズキ", "tsuzuki", "tuzuki"],
        ["ちづる", "チズル", "chizuru", "tizuru"],
        ["いのうえ", "イノウエ", "inoue"],
        ["ゆうき", "ユーキ", "yuki", "yuuki"],
        ["がっこう", "ガッコウ", "ｶﾞｯｺｳ", "カ゛ッコウ", "か\u3099っこう", "gakkou", "gakko"],
        ["ぱく", "パク", "ﾊﾟｸ", "paku"],
        ["みすゞ", "みすず", "misuzu"],
        ["えっちゅう", "エッチュウ", "etchu", "ecchu"],
        ["ヴァン", "バン", "van", "ばん"],
        ["ふじ", "フジ", "fuji", "huzi"],
        ["やまだ たろう", "ヤマダ　タロウ", "ﾔﾏﾀﾞ･ﾀﾛｳ", "Yamada Taro", "yamada-tarou"],
    ],
)
def test_one_sound_one_key(spellings: list[str]) -> None:
    keys = {fold_kana(spelling) for spelling in spellings}
    assert len(keys) == 1, keys


def test_different_sounds_stay_different() -> None:
    assert (
        len(
            {
                fold_kana(name)
                for name in ["たなか", "たかな", "なかた", "さとう", "さいとう", "かとう", "がとう", "いとう", "あんの", "あの"]
            }
        )
        == 10
    )


def test_looks_like_kana() -> None:
    assert all(map(looks_like_kana, ["タカハシ", "たかはし", "ﾀｶﾊｼ ｼﾞﾛｳ", "サトー", "ジョン・スミス"]))
    assert not any(map(looks_like_kana, ["", " ", "ー", "・", "高橋", "takahashi", "たかはし1", "髙ハシ"]))


kana = st.text(alphabet=[chr(code) for code in range(0x3041, 0x3097)], min_size=1, max_size=12)


@given(st.text())
def test_folds_are_idempotent(text: str) -> None:
    for fold in (fold_name, fold_company, fold_kana):
        assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz '-.()株式会社有限かユ)ー゛ﾞうおとつゝ々斉", max_size=20))
def test_folds_are_idempotent_on_hard_letters(text: str) -> None:
    for fold in (fold_name, fold_company, fold_kana):
        assert fold(fold(text)) == fold(text)


wide_and_narrow = st.characters(min_codepoint=0xFF01, max_codepoint=0xFF9F) | st.characters(min_codepoint=0x30A1, max_codepoint=0x30FA)


@given(st.text(alphabet=wide_and_narrow | st.sampled_from("髙橋 　ab1")))
def test_width_does_not_matter(text: str) -> None:
    for fold in (fold_name, fold_company, fold_kana):
        assert fold(unicodedata.normalize("NFKC", text)) == fold(text)


@given(kana)
def test_script_does_not_matter(text: str) -> None:
    katakana = jaconv.hira2kata(text)
    assert fold_kana(katakana) == fold_kana(text) == fold_kana(jaconv.z2h(katakana))
    assert fold_name(katakana) == fold_name(text)


@given(
    st.text(alphabet="かきくけこさしすせそたちつてとなにのはひふへほまみむめもやゆよらりるれろがぎざじだでばびぱぴ", min_size=1, max_size=8)
)
def test_romaji_finds_kana(text: str) -> None:
    assert fold_kana(jaconv.kana2alphabet(text)) == fold_kana(text)
