"""What is said of everybody at once is what `judge` says of each: verdict, reasons and until."""

from dataclasses import dataclass, replace
from uuid import UUID

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from enishi.consideration.rules import Matter, PersonView, Policy, governing
from enishi.consideration.rules.view import ANYTHING
from enishi.consideration.rules.vocabulary import Channel, Purpose
from tests.consideration.rules.builders import HANA, NOW, STRANGER, TARO
from tests.consideration.rules.strategies import matters, policies, views

from .town import one_by_one, set_wise

# Each example asks a whole query: to shrink one takes longer than to read it
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
merged = st.sampled_from([frozenset({HANA}), frozenset({HANA, STRANGER}), frozenset({HANA, TARO})])
people = st.builds(lambda view, cluster: replace(view, cluster=cluster), views, merged)
towns = st.lists(people, min_size=4, max_size=12).map(lambda seen: {UUID(int=100 + place): view for place, view in enumerate(seen)})


@dataclass(frozen=True)
class Asked:
    """One question about a town. Told in full only where the answers differ: it is long."""

    town: dict[UUID, PersonView]
    policy: Policy
    purpose: Purpose
    matter: Matter

    def __repr__(self) -> str:
        return f"{len(self.town)} people, {self.policy.name}, {self.purpose}, {self.matter}"

    def differences(self) -> list[object]:
        ours = set_wise(self.town, self.policy, self.purpose, NOW, self.matter)
        theirs = one_by_one(self.town, self.policy, self.purpose, NOW, self.matter)
        assert set(ours) == set(theirs)
        return [self._told(place, ours[place], theirs[place]) for place in theirs if ours[place] != theirs[place]]

    def _told(self, place, ours, theirs):
        view = self.town[UUID(hex=place[0])]
        return place, ours, theirs, view, governing(self.policy, view.met_as).for_contact(self.purpose, Channel(place[2]))


purposes = st.just(Purpose.SOLICIT) | st.sampled_from(Purpose)


# A composite is told as it tells itself: Hypothesis writes out every example, and warns of a long one
@st.composite
def questions(draw):
    return Asked(draw(towns), draw(policies), draw(purposes), draw(st.just(ANYTHING) | matters))


@settings(max_examples=25, phases=UNSHRUNK)
@given(questions())
def test_everybody_at_once_is_judged_as_each_alone(asked):
    assert asked.differences() == []
