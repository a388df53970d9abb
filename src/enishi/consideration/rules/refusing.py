"""What this room refuses to do, each as a sentence."""

from enishi.kernel.words import Text, say

from .verdict import Refused, Verdict, Wait


class ConsiderationRefuses(Exception):
    """Base of what this room refuses; `text` is the sentence to show."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class PermitIsUsed(ConsiderationRefuses):
    """A permit is for one contact."""

    def __init__(self) -> None:
        super().__init__(say("この許可はもう使われています。", "This permit has been used."))


class PermitHasExpired(ConsiderationRefuses):
    """It was not used in time, or was given back."""

    def __init__(self) -> None:
        super().__init__(say("この許可は期限が切れました。もう一度お尋ねください。", "This permit has expired. Ask again."))


class PermitIsSomebodyElses(ConsiderationRefuses):
    """A permit is for the member it was given to."""

    def __init__(self) -> None:
        super().__init__(say("この許可は別の担当者のものです。", "This permit was given to somebody else."))


class PermitHoldsNoLonger(ConsiderationRefuses):
    """Something was said or done since it was given. `verdict` is what the gate says now."""

    def __init__(self, verdict: Verdict) -> None:
        reasons = verdict.reasons if isinstance(verdict, Wait | Refused) else ()
        why = reasons[0].text if reasons else say("", "")
        super().__init__(say("許可のあとで事情が変わりました。{why}", "Things changed since the permit was given. {why}", why=why))
        self.verdict = verdict


class OnlyAManagerMay(ConsiderationRefuses):
    """Lifting a refusal and choosing a policy are for whoever answers for all of us."""

    def __init__(self) -> None:
        super().__init__(say("管理者だけができる操作です。", "Only a manager may do this."))


class ReasonIsMissing(ConsiderationRefuses):
    """A refusal is not lifted without saying why."""

    def __init__(self) -> None:
        super().__init__(say("理由を書いてください。", "Say why."))


class NothingIsNamed(ConsiderationRefuses):
    """A refusal or wish that does not say what it is about."""

    def __init__(self) -> None:
        super().__init__(say("何についてかを選んでください。", "Say what it is about: whom, which topic, which channel."))


class UndoIsTooLate(ConsiderationRefuses):
    """What a person refused is taken back as a slip of the hand only at once, by whoever wrote it down."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "お断りの取り消しは、記録した本人が1日以内に限ります。管理者にご相談ください。",
                "Only whoever wrote a refusal down may undo it, within a day. Ask a manager.",
            )
        )


class TopicIsAnotherClients(ConsiderationRefuses):
    """Who refused a client is not asked about its offers in another's name."""

    def __init__(self) -> None:
        super().__init__(say("この用件は、別の委託元のものです。", "This topic belongs to another client."))


class EndsBeforeItBegins(ConsiderationRefuses):
    """A pause cannot be over before it begins."""

    def __init__(self) -> None:
        super().__init__(say("終わりの日時が、始まりより前です。", "It would end before it begins."))
