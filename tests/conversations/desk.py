"""Hana, of whom much is known, and Mizuno, on whose telephone calls are logged."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from enishi.conversations import actions
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import CONCLUSIONS, CallBack, Details, NewContact
from enishi.people import actions as people
from tests.promises.scene import NOW, Scene, ago

LATER = NOW + timedelta(days=20)
NEW_ADDRESS = NewContact("email", "hana@example.jp", label="新しいメール")


# Each ending with everything it can be told
TOLD: dict[str, Details] = {
    "not_now": Details(because="決算が終わってから", until_at=LATER, agreed=True),
    "never": Details(words="もうかけないでください"),
    "they_will_call": Details(by_at=LATER),
    "reception_away": Details(back_at=LATER),
    "left_company": Details(new_contact=NEW_ADDRESS, consent_words="メールならどうぞ、と"),
    "reached": Details(call_back=CallBack(LATER, LATER, "火曜10時")),
}


@dataclass
class Desk(Scene):
    """Hana with her mobile and a job, on whose telephone Mizuno logs calls."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.job = people.employ(person_id=self.hana.id, employer="株式会社縁", since_on=ago(days=300).date(), now=ago(days=300))
        self.office = people.hold_point(
            person_id=self.hana.id, kind="phone", value="06-6345-1111", use="switchboard", label="会社代表", now=ago(days=300)
        )

    def log(self, code: str, **facts: Any) -> Conclusion:
        known: dict[str, Any] = {
            "person_id": self.hana.id,
            "point_id": self.mobile.id,
            "member_id": self.mizuno.id,
            "direction": CONCLUSIONS[code].ways[0],
            "at": ago(minutes=2),
            "now": NOW,
        }
        return actions.log_call(code=code, **(known | facts))

    def undo(self, conclusion: Conclusion, **facts: Any) -> actions.Undone:
        known: dict[str, Any] = {"by_id": self.mizuno.id, "now": NOW + timedelta(minutes=1)}
        return actions.undo(conclusion_id=conclusion.id, **(known | facts))
