"""The words for how a contact ends, kept apart because each has its own next step."""

from dataclasses import dataclass

from enishi.kernel.words import Text, say


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a contact ends. `reached`: a conversation with the person themselves took place."""

    code: str
    name: Text
    reached: bool = False


_ALL = (
    Outcome("reached", say("お話しできた", "Reached"), reached=True),
    Outcome("no_answer", say("応答なし", "No answer")),
    Outcome("busy", say("話し中", "Busy")),
    Outcome("voicemail_left", say("留守電に伝言", "Voicemail left")),
    Outcome("voicemail", say("留守電(伝言なし)", "Voicemail, nothing left")),
    Outcome("switched_off", say("電源が入っていない・圏外", "Switched off or out of range")),
    Outcome("number_dead", say("使われていない番号", "Number not in use")),
    Outcome("carrier_refusal", say("着信拒否の案内", "Carrier says we are refused")),
    Outcome("reception_away", say("受付:不在", "Reception: away")),
    Outcome("reception_blocked", say("受付:取り次ぎなし", "Reception: not put through")),
    Outcome("reception_message", say("受付に伝言", "Reception: message left")),
    Outcome("they_will_call", say("先方から折り返し", "They will call back"), reached=True),
    Outcome("not_now", say("いまは不要", "Not now"), reached=True),
    Outcome("never", say("お断り", "Refused"), reached=True),
    Outcome("left_company", say("退職されていた", "Left the company")),
    Outcome("wrong_person", say("別の方だった", "Wrong person")),
    Outcome("no_business", say("用件なし(かけ間違い)", "No business (a mistaken call)")),
    # From logs
    Outcome("missed", say("不在着信", "Missed call")),
    Outcome("declined", say("出られず(拒否)", "Declined")),
    Outcome("failed", say("つながらず(エラー)", "Failed")),
    Outcome("sent", say("送信", "Sent")),
    Outcome("received", say("受信", "Received")),
    Outcome("unknown", say("結果不明", "Not known")),
)

OUTCOMES: dict[str, Outcome] = {outcome.code: outcome for outcome in _ALL}
