"""Any person, any proposal, any policy: some wild, some mild enough that the gate has something to weigh."""

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import strategies as st

from enishi.consideration.rules import Limits, Matter, PersonView, Policy, Proposal, pack
from enishi.consideration.rules.packs import SHIPPED
from enishi.consideration.rules.policy import EVER_DAYS, EvidenceLimits, Span
from enishi.consideration.rules.times import join
from enishi.consideration.rules.view import Consent, Contact, Evidence, Halt, Pause, Promise, Refusal, Shift, Wish
from enishi.consideration.rules.vocabulary import (
    EVIDENCE_FOR,
    Channel,
    Counts,
    Direction,
    EvidenceKind,
    MetAs,
    Purpose,
    Scope,
    Side,
    WishKind,
)
from enishi.kernel.words import Text

from .builders import (
    ADDRESS,
    CLIENT,
    DESK_LINE,
    HANA,
    HOME,
    MOBILE,
    NOW,
    OTHER_CLIENT,
    OTHER_TOPIC,
    POINTS,
    TARO,
    TOPIC,
)

some_id = st.sampled_from([HANA, TARO, None])
some_point = st.sampled_from([point.id for point in POINTS])
matters = st.builds(Matter, st.sampled_from([CLIENT, OTHER_CLIENT, None]), st.sampled_from([TOPIC, OTHER_TOPIC, None]))
channels = st.sampled_from(Channel)
# Minutes around now, dense where caps bite and with whole days among them
moments = st.one_of(st.integers(-3000, 3000), st.integers(-450, 60).map(lambda day: day * 1440), st.integers(-600_000, 50_000)).map(
    lambda minutes: NOW + timedelta(minutes=minutes)
)
past = moments.map(lambda moment: min(moment, NOW))
clock = st.none() | st.times().map(lambda t: time(t.hour, t.minute))

refusals = st.builds(
    Refusal, at=past, scope=st.sampled_from(Scope), binds_person=st.booleans(), point=some_point, matter=matters, channel=channels
)
pauses = st.builds(Pause, from_at=moments, until_at=moments, matter=matters, agreed=st.booleans())
wishes = st.builds(
    Wish, at=past, kind=st.sampled_from(WishKind), weekdays=st.integers(1, 127), from_time=clock, until_time=clock, channel=channels
)
timely_wishes = wishes.map(lambda wish: replace(wish, kind=WishKind.ONLY_TIMES if wish.channel is Channel.CALL else WishKind.NOT_TIMES))
consents = st.builds(Consent, channel=channels, given_at=moments, withdrawn_at=st.none() | moments, matter=matters)
halts = st.builds(Halt, point=some_point, at=past)
promises = st.builds(
    Promise,
    id=st.uuids(),
    at=past,
    owed_by=st.sampled_from(Side),
    asked_by=st.sampled_from(Side),
    from_at=moments,
    due_at=moments,
    matter=matters,
    in_words=st.booleans(),
)
contacts = st.builds(
    Contact,
    at=moments,
    channel=channels,
    direction=st.sampled_from(Direction),
    purpose=st.none() | st.sampled_from(Purpose),
    reached=st.booleans(),
    person=some_id,
    point=some_point,
    matter=matters,
)
zones = st.sampled_from(
    [
        ("Asia/Tokyo",),
        ("Asia/Kolkata", "Asia/Tokyo"),
        ("America/New_York",),
        ("Europe/London", "Africa/Lagos"),
        ("Asia/Tokyo", "America/New_York"),
    ]
)


def few(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


wild_views = st.builds(
    PersonView,
    cluster=st.just(frozenset({HANA})),
    met_as=st.sampled_from(MetAs),
    zones=zones,
    points=st.just(POINTS),
    refusals=few(refusals, 1),
    pauses=few(pauses, 2),
    wishes=few(wishes, 2),
    consents=few(consents),
    halts=few(halts, 1),
    promises=few(promises, 2),
    contacts=few(contacts, 8),
    switchboard=few(contacts, 4),
    permits=few(contacts, 2),
    shift=st.none() | st.builds(Shift, from_time=st.just(time(9)), until_time=st.just(time(17, 30)), weekdays=st.integers(1, 127)),
)
evidence = st.builds(
    Evidence,
    kind=st.sampled_from(EvidenceKind),
    at=past,
    theirs=st.booleans(),
    matter=matters,
    from_at=st.none() | moments,
    due_at=st.none() | moments,
    id=st.none() | st.uuids(),
    in_words=st.booleans(),
)
wild_proposals = st.builds(
    Proposal, channel=channels, purpose=st.sampled_from(Purpose), point=some_point, matter=matters, evidence=st.none() | evidence
)


@st.composite
def mild_views(draw):
    """Nothing refused, everything consented to: caps, pauses, promises and hours decide."""
    return PersonView(
        cluster=frozenset({HANA}),
        met_as=draw(st.sampled_from([MetAs.CONSUMER, MetAs.CONSUMER, MetAs.INTERNAL])),
        zones=draw(zones),
        points=POINTS,
        pauses=draw(few(pauses, 1)),
        wishes=draw(few(timely_wishes, 1)),
        consents=tuple(Consent(channel, NOW - timedelta(days=500)) for channel in Channel),
        promises=draw(few(promises, 1)),
        contacts=draw(few(contacts, 10)),
        switchboard=draw(few(contacts, 4)),
        permits=draw(few(contacts, 1)),
        shift=Shift(time(9), time(17, 30)),
    )


@st.composite
def mild_proposals(draw):
    """A contact that can be made, resting on what its purpose needs."""
    purpose = draw(st.sampled_from([Purpose.SOLICIT, *Purpose]))
    channel = draw(st.sampled_from([Channel.CALL, Channel.CALL, Channel.TEXT, Channel.MAIL]))
    point = ADDRESS if channel is Channel.MAIL else draw(st.sampled_from([MOBILE, HOME, DESK_LINE]))
    kinds = EVIDENCE_FOR.get(purpose)
    rests = None
    if kinds:
        at = NOW - timedelta(minutes=draw(st.integers(0, 15_000)))
        start = draw(moments)
        times = {"from_at": start, "due_at": start + timedelta(minutes=draw(st.integers(0, 600)))} if EvidenceKind.PROMISE in kinds else {}
        theirs = draw(st.booleans()) or purpose is not Purpose.PROMISE
        rests = Evidence(draw(st.sampled_from(sorted(kinds))), at, theirs=theirs, in_words=draw(st.booleans()), **times)
    return Proposal(channel=channel, purpose=purpose, point=point, matter=draw(matters), evidence=rests)


views = wild_views | mild_views()
proposals = wild_proposals | mild_proposals()

hours = st.tuples(st.integers(0, 46), st.integers(1, 24), st.integers(0, 6)).map(
    lambda drawn: join([(drawn[0] * 30, min(1440, (drawn[0] + drawn[1]) * 30)), (1260, 1260 + drawn[2] * 30)])
)
count = st.none() | st.integers(1, 4)
limits = st.builds(
    Limits,
    consent=st.booleans(),
    hours=hours,
    saturday_hours=st.none() | hours,
    their_times_first=st.booleans(),
    on_shift=st.booleans(),
    weekdays=st.integers(1, 127),
    on_holidays=st.booleans(),
    closed=st.sampled_from([(), (Span((12, 29), (1, 3)),), (Span((3, 1), (3, 20)), Span((8, 13), (8, 16)))]),
    counts=st.sampled_from(Counts),
    contacts_per_day=count,
    per_day=count,
    per_day_of_request=count,
    per_request=count,
    per_window=count,
    window_days=st.integers(2, 60) | st.just(EVER_DAYS),
    without_conversation=count,
    without_conversation_days=st.integers(10, 365),
    switchboard_per_day=count,
    switchboard_if_asked=st.booleans(),
    min_gap_minutes=st.sampled_from([0, 30, 240, 5000]),
    rest_after_conversation_days=st.sampled_from([0, 1, 7]),
    rest_after_not_now_days=st.sampled_from([0, 30]),
    stop_after=count,
    stop_days=st.sampled_from([1, 14, 90]),
    after_channel=st.none() | channels,
)
evidence_limits = st.builds(
    EvidenceLimits, reply_within_days=st.integers(1, 20), attempts_per_request=st.integers(1, 4), at_once_minutes=st.integers(0, 90)
)


def policy_of(all_limits: Limits, worth: EvidenceLimits) -> Policy:
    every = {(purpose, channel): all_limits for purpose in Purpose for channel in Channel}
    return Policy("any", Text("任意", "any"), frozenset(MetAs), every, worth)


wild_policies = st.builds(policy_of, limits, evidence_limits)
policies = st.sampled_from([pack(name) for name in SHIPPED]) | wild_policies
