"""What a log shows to be well done, so that nobody changes it."""

from typing import Final

from enishi.kernel.words import Text, say
from enishi.measures.results import Diagnosis
from enishi.measures.rules.advice import is_prompt
from enishi.measures.rules.figures import known, times

# What the pack `web-inquiry` allows on the day of an inquiry.
FEW_A_DAY: Final = 2


def keep_doing(diagnosis: Diagnosis) -> tuple[Text, ...]:
    """What this log shows to be well done, so that nobody changes it."""
    burden, waiting = diagnosis.burden, diagnosis.response.waiting
    found: list[Text] = []
    if burden.rotated.count == 0 and burden.rotated.of:
        found.append(say("どなたにも、いつも同じ番号からかけている。", "Everybody is rung from one number, always the same."))
    if burden.after_refusal.count == 0:
        found.append(say("お断りの後には、一度も連絡していない。", "Nobody was contacted after a refusal."))
    if burden.at_night.count == 0 and burden.at_night.of:
        found.append(say("夜9時から朝8時までは、連絡していない。", "Nobody was contacted between nine at night and eight in the morning."))
    if known(burden.per_person_day.worst) and burden.per_person_day.worst <= FEW_A_DAY:
        found.append(
            say("一日のご連絡は、多い方でも{n}。", "Nobody had more than {n} of our contacts a day.", n=times(burden.per_person_day.worst))
        )
    if is_prompt(waiting):
        found.append(
            say("出られなかったお電話の9割に、1時間以内に折り返している。", "Nine of ten missed calls are called back within the hour.")
        )
    return tuple(found)
