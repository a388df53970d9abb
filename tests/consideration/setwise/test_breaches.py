"""What a log breaks of a policy, found over all of it at once, is what `judge` says contact by contact."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from enishi.consideration.rules.vocabulary import Channel, Direction, MetAs, Purpose
from enishi.consideration.setwise.history import breaches
from enishi.touches.rules import OUTCOMES
from tests.consideration.rules.builders import NOW
from tests.consideration.rules.strategies import policies

from .fold import Row, fold

CANONICAL = pa.schema(
    [
        ("row", pa.string()),
        ("at", pa.timestamp("us")),
        ("local_at", pa.timestamp("us")),
        *((name, pa.string()) for name in ("channel", "direction", "party", "person", "client", "purpose", "outcome")),
        ("reached", pa.bool_()),
    ]
)

# Each example asks a whole query: to shrink one takes longer than to read it
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
near = st.integers(-4000, 4000) | st.integers(-120, 30).map(lambda day: day * 1440) | st.integers(-300_000, 20_000)
rows = st.builds(
    Row,
    row=st.just(""),
    at=near.map(lambda minutes: NOW + timedelta(minutes=minutes)),
    channel=st.just("call") | st.sampled_from([channel.value for channel in Channel]),
    direction=st.just("out") | st.sampled_from([direction.value for direction in Direction]),
    party=st.sampled_from(["+81311112222", "+81311113333", None]),
    person=st.sampled_from(["hana", "hana", "taro", "jiro", "yuki", None]),
    client=st.sampled_from([None, "north", "south"]),
    purpose=st.none() | st.just("solicit") | st.sampled_from([purpose.value for purpose in Purpose]),
    outcome=st.sampled_from(["no_answer", "no_answer", *OUTCOMES]),
    reached=st.none() | st.booleans(),
)


@st.composite
def logs(draw):
    return [Row(**(vars(row) | {"row": f"log.csv:{place:03}"})) for place, row in enumerate(draw(st.lists(rows, min_size=1, max_size=60)))]


def canonical(log, zone):
    def local(moment):
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    lines = [vars(row) | {"at": row.at.astimezone(UTC).replace(tzinfo=None), "local_at": local(row.at)} for row in log]
    return ibis.memtable(pa.Table.from_pylist(lines, schema=CANONICAL))


def found(log, policy, met_as, zone, unnamed):
    told = breaches(canonical(log, zone), policy, met_as=met_as, zone=zone, unnamed=unnamed).to_pyarrow().to_pylist()
    assert len(told) == len({(line["row"], line["code"]) for line in told})
    return {(line["row"], line["code"]) for line in told}


@settings(max_examples=25, phases=UNSHRUNK)
@given(
    logs(),
    policies,
    st.sampled_from(MetAs),
    st.sampled_from(["Asia/Tokyo", "America/New_York"]),
    st.sampled_from([Purpose.SOLICIT, Purpose.SERVICE]),
)
def test_a_log_breaks_what_judge_would_not_have_let_out(log, policy, met_as, zone, unnamed):
    assert found(log, policy, met_as, zone, unnamed) == fold(log, policy, met_as, zone, unnamed)
