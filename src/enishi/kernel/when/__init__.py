"""Times as people say them on the phone (来週の火曜の夕方, 明日15時以降, 火曜以外), in Japanese and plain English.

How the unclear is decided, so that a member can be shown it and correct it:

- weeks begin on Monday: 来週の火曜 is the Tuesday of next week; 火曜 alone, 今度の火曜 and 次の火曜 are the first Tuesday after today;
- a day of the month or of the year is the next one, today included; a time alone is today's, or tomorrow's if it has passed;
- an hour from 1 to 7 without 午前, 午後 or 朝 is taken in the afternoon or evening and marked vague; 8 is the morning, and vague;
- 年末 and 年内 are 12/28, when offices close; 年明け and 正月明け the first business day from 1/4; 月末 the last day of the month;
- 午前中 is 9 to 12; 朝イチ (朝一番, 始業すぐ, first thing) is when an office opens, 9 to 10;
- several readings are alternatives (明日か明後日); `not` names what to avoid.
"""

from .grammar import read
from .reading import PART_HOURS, Part, Reading, Relation, in_words, to_window, window_of

__all__ = ["PART_HOURS", "Part", "Reading", "Relation", "in_words", "read", "to_window", "window_of"]
