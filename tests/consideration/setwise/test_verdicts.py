"""What is said of everybody at once is what `judge` says of each: verdict, reasons and until."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.consideration.rules.view import ANYTHING
from enishi.consideration.rules.vocabulary import Purpose
from tests.consideration.rules.builders import HANA, NOW, STRANGER, TARO
from tests.consideration.rules.strategies import matters, policies, views

from .town import one_by_one, set_wise

merged = st.sampled_from([frozenset({HANA}), frozenset({HANA, STRANGER}), frozenset({HANA, TARO})])
people = st.builds(lambda view, cluster: replace(view, cluster=cluster), views, merged)
towns = st.lists(people, min_size=1, max_size=8).map(lambda seen: {UUID(int=100 + place): view for place, view in enumerate(seen)})


@settings(max_examples=40)
@given(towns, policies, st.just(Purpose.SOLICIT) | st.sampled_from(Purpose), st.just(ANYTHING) | matters)
def test_everybody_at_once_is_judged_as_each_alone(town, policy, purpose, matter):
    assert set_wise(town, policy, purpose, NOW, matter) == one_by_one(town, policy, purpose, NOW, matter)
