"""What is published beside each recommendation: who measured what, and how far it carries. No legal advice."""

from typing import Final

from enishi.kernel.words import say

TEXT_FIRST: Final = say(
    "電話の前のSMSは、9,000人の試験で応答12.4%対7.7%(PLoS ONE 0150231)。一方、4か国の試験(IPA)では電話に出る割合に効果がなく、"
    "結果は分かれています。広告のSMS・メール:特定電子メール法3条、特定商取引法12条の3。",
    "A text before the call: 12.4 against 7.7 % responded in a trial of 9,000 (PLoS ONE 0150231), yet no effect on answering across "
    "four countries (IPA): mixed. Advertising by text or mail: Japan’s Act on Specified Electronic Mail, Art. 3, and Act on Specified "
    "Commercial Transactions, Art. 12-3.",
)
UNKNOWN_NUMBER: Final = say(
    "知らない番号に出ない人は、調査により42.8%(1,000人)から87.8%(500人、telwarp社の発表)。幅があり、いずれも自己申告です。",
    "Between 42.8 % (n=1,000) and 87.8 % (n=500, a press release by telwarp) in Japan say that they do not answer unknown numbers: "
    "self-reported, and wide apart.",
)
CAP: Final = say(
    "携帯電話調査RaMMPS(発信292,554回)では、3回までで完了の90.6・90.5・98.8%が残り、発信が29・23・4%減る計算です。"
    "調査の完了であって応答ではなく、因果を示すものでもありません。",
    "In the mobile-phone surveys RaMMPS (292,554 calls) three attempts kept 90.6, 90.5 and 98.8 % of completed interviews and saved 29, "
    "23 and 4 % of calls. Completed interviews, not answers; not causal.",
)
REFUSAL: Final = say(
    "特定商取引法17条:契約しないと示した方への再勧誘は禁じられ、期限はありません(主に消費者が相手の場合)。",
    "Japan’s Act on Specified Commercial Transactions, Art. 17: whoever has declined is not solicited again, without expiry (mostly "
    "consumers, not businesses).",
)
FIRST_RESPONSE: Final = say(
    "ウェブからの問い合わせ125万件の観察では、1時間以内の返答は商談になる割合が1時間後の約7倍(HBR 2011)。不在着信の調査ではなく、"
    "因果を示すものでもありません。",
    "Of 1.25 million web leads, those answered within an hour qualified about seven times as often as an hour later (HBR 2011). "
    "Observed, not caused, and of leads, not missed calls.",
)
RINGING: Final = say(
    "米国の勧誘電話の規則(16 CFR 310.4)は、15秒または呼び出し4回を求めます。日本の法の定めではありません。",
    "The US rule for telemarketers (16 CFR 310.4) asks for 15 seconds or four rings. Japanese law does not.",
)
ABANDONED: Final = say(
    "米国の規則は、出た電話のうち放棄を3%まで、担当が2秒以内に出ることを求めます。日本の法の定めではありません。",
    "The US rule allows at most 3 % of answered calls to be abandoned, and two seconds until somebody speaks. Japanese law does not set "
    "this.",
)
NIGHT: Final = say(
    "貸金業法21条は夜9時から朝8時の取り立ての電話を禁じています。ほかの業種でも目安になります。",
    "Japan’s Money Lending Business Act, Art. 21, forbids collectors to call from 21:00 to 08:00; for others it is a measure of decency.",
)
HOURS: Final = say(
    "平日の夜と週末がよいという調査はありますが、同じ良い時刻を繰り返すと効き目は薄れます(Weeks, Kulka & Pierson 1987)。",
    "Surveys found weekday evenings and weekends better, with diminishing returns when the same good hour is repeated (Weeks, Kulka & "
    "Pierson 1987).",
)
