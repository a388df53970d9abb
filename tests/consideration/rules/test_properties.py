"""What must hold for any person, any proposal and any policy."""

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from enishi.consideration.rules import Granted, Limits, Refused, Wait, explain, judge
from enishi.consideration.rules.fields import loosened
from enishi.consideration.rules.policy import EvidenceLimits
from enishi.consideration.rules.vocabulary import ORDER, Purpose

from .builders import NOW, rank
from .strategies import (
    contacts,
    evidence_limits,
    halts,
    limits,
    mild_proposals,
    mild_views,
    pauses,
    policies,
    policy_of,
    promises,
    proposals,
    refusals,
    views,
)

limit_names = st.sampled_from([field.name for field in fields(Limits)])


@given(mild_views(), mild_proposals(), policies)
def test_wait_until_is_the_first_open_moment(seen, proposal, policy):
    answer = judge(seen, proposal, policy, NOW)
    assume(isinstance(answer, Wait))
    assert answer.until > NOW
    assert isinstance(judge(seen, proposal, policy, answer.until), Granted)
    minute = timedelta(minutes=1)
    for earlier in (answer.until - minute, answer.until - timedelta(seconds=1), NOW + (answer.until - NOW) / 2):
        if earlier >= NOW:
            assert not isinstance(judge(seen, proposal, policy, earlier), Granted)


@given(mild_views(), mild_proposals(), policies)
def test_what_is_refused_is_not_granted_later(seen, proposal, policy):
    answer = judge(seen, proposal, policy, NOW)
    assume(isinstance(answer, Refused))
    for days in (0.01, 0.2, 1, 3, 30, 399):
        assert not isinstance(judge(seen, proposal, policy, NOW + timedelta(days=days)), Granted)


@given(views, proposals, policies)
def test_reasons_are_told_once_in_order_and_in_both_languages(seen, proposal, policy):
    answer = judge(seen, proposal, policy, NOW)
    reasons = answer.notes if isinstance(answer, Granted) else answer.reasons
    assert [ORDER[reason.code] for reason in reasons] == sorted({ORDER[reason.code] for reason in reasons})
    assert all(reason.text.ja.endswith("。") and reason.text.en.endswith(".") for reason in reasons)
    assert not any("{" in reason.text.ja + reason.text.en for reason in reasons)
    if not isinstance(answer, Granted):
        assert reasons
    if isinstance(answer, Wait):
        assert all(reason.until and reason.until <= answer.until for reason in reasons)


def later(before, after) -> bool:
    return rank(after, NOW) >= rank(before, NOW)


additions = st.one_of(
    refusals.map(lambda it: ("refusals", it)),
    pauses.map(lambda it: ("pauses", it)),
    halts.map(lambda it: ("halts", it)),
    promises.map(lambda it: ("promises", it)),
    contacts.map(lambda it: ("contacts", it)),
    contacts.map(lambda it: ("switchboard", it)),
    contacts.map(lambda it: ("permits", it)),
)


@given(views, proposals, policies, additions)
def test_whatever_is_added_never_opens_the_gate(seen, proposal, policy, addition):
    """But for two things that are meant to: a conversation starts the count of fruitless tries afresh, and mail goes first."""
    where, what = addition
    if where == "contacts":
        bound = policy.for_contact(proposal.purpose, proposal.channel) or Limits()
        if proposal.purpose is Purpose.PROMISE:
            bound = replace(policy.for_contact(Purpose.SOLICIT, proposal.channel) or Limits(), **_counting(bound))
        assume(not (what.reached and (bound.without_conversation or bound.stop_after)))
        assume(what.channel is not bound.after_channel)
    fuller = replace(seen, **{where: (*getattr(seen, where), what)})
    assert later(judge(seen, proposal, policy, NOW), judge(fuller, proposal, policy, NOW))


def _counting(bound: Limits) -> dict[str, object]:
    names = ("without_conversation", "stop_after", "after_channel")
    return {name: getattr(bound, name) for name in names if getattr(bound, name)}


@given(views, proposals, st.tuples(limits, evidence_limits), st.tuples(limits, evidence_limits), limit_names)
def test_tightening_a_limit_never_opens_the_gate(seen, proposal, loose, some, name):
    (one, worth), (other, other_worth) = loose, some
    tighter = replace(one, **{name: getattr(other, name)})
    assume(not list(loosened(one, tighter)))
    least = EvidenceLimits(*(min(getattr(worth, field.name), getattr(other_worth, field.name)) for field in fields(EvidenceLimits)))
    before = judge(seen, proposal, policy_of(one, worth), NOW)
    assert later(before, judge(seen, proposal, policy_of(tighter, least), NOW))


@given(limits, limits, limit_names)
def test_changing_a_limit_that_binds_changes_the_explanation(one, other, name):
    changed = replace(one, **{name: getattr(other, name)})
    assume(changed != one)
    needs = {
        "window_days": "per_window",
        "stop_days": "stop_after",
        "without_conversation_days": "without_conversation",
        "hours": "on_shift",
    }
    if name == "hours":
        assume(not one.on_shift)
    elif name in needs:
        assume(getattr(one, needs[name]))
    worth = EvidenceLimits()
    assert explain(policy_of(one, worth)) != explain(policy_of(changed, worth))


@given(evidence_limits, evidence_limits)
def test_changing_what_evidence_is_worth_changes_the_explanation(one, other):
    assume(one != other)
    assert explain(policy_of(Limits(), one)) != explain(policy_of(Limits(), other))
