"""Which codes of `enishi.touches.rules.OUTCOMES` mean what, for a measure."""

from typing import Final

# An inbound call that ends so was not answered by any of us.
MISSED: Final = ("missed", "no_answer", "busy", "voicemail", "voicemail_left", "declined", "carrier_refusal", "switched_off", "failed")
# Talk seconds of such a call are a machine's.
NOBODY_THERE: Final = (
    "no_answer",
    "busy",
    "voicemail",
    "voicemail_left",
    "switched_off",
    "number_dead",
    "carrier_refusal",
    "missed",
    "declined",
    "failed",
)
REFUSED: Final = ("never",)
# A conversation shorter than this was a hang-up.
CUT_SHORT_SECONDS: Final = 10
# Japan's ringing tone is one second on and two off: fifteen seconds are five rings, and the least that US 16 CFR 310.4(b)(4)(ii) asks for.
SHORT_RING_SECONDS: Final = 15
# From nine in the evening to eight in the morning nobody is rung: 貸金業法 21条 and US 16 CFR 310.4(c) say so, each for its own trade.
NIGHT_BEGINS: Final = 21
NIGHT_ENDS: Final = 8
