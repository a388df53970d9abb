"""Who each row is, and what is to be written. Knows no database: it is given what is known, and keeps count of what it decides."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple
from uuid import UUID

from enishi.kernel import phones
from enishi.kernel.columns import RefusedRow
from enishi.kernel.ids import uuid7_hexes
from enishi.kernel.kana import fold_company, fold_name
from enishi.kernel.words import Text, say
from enishi.people.imports.known import BLANKS, SHOWN, Known, Someone
from enishi.people.imports.wanted import Id, Key, Point, Wanted

Fate = Literal["created", "matched", "refused"]


class Verdict(NamedTuple):
    """What became of a row. `id` is the canonical person; `reason` and `cells` (how it looked) are a refused row's."""

    number: int
    line: int
    fate: Fate
    id: UUID | None = None
    reason: Text | None = None
    cells: str = ""
    warnings: tuple[Text, ...] = ()


class NewPerson(NamedTuple):
    id: Id
    wanted: Wanted
    client_id: Id | None
    met_as: str


class NewPoint(NamedTuple):
    id: Id
    point: Point


class NewHolding(NamedTuple):
    id: Id
    person_id: Id
    key: Key
    label: str
    since_on: str | None
    rank: int


class NewEmployment(NamedTuple):
    id: Id
    person_id: Id
    employer_key: str
    department: str
    role: str


class NewAssignment(NamedTuple):
    id: Id
    person_id: Id
    member_id: Id
    client_id: Id | None
    since_on: str


@dataclass(slots=True)
class Filled:
    """Blanks of somebody we knew, by the names in BLANKS, and what to put there."""

    said: dict[str, str] = field(default_factory=dict)
    client_id: Id | None = None


@dataclass(slots=True)
class Plan:
    """What is to be written."""

    people: list[NewPerson] = field(default_factory=list)
    points: dict[Key, NewPoint] = field(default_factory=dict)
    # Every point that a holding needs, new or known
    point_ids: dict[Key, Id] = field(default_factory=dict)
    holdings: list[NewHolding] = field(default_factory=list)
    # New ones: key → name
    employers: dict[str, str] = field(default_factory=dict)
    # Every employer that an employment needs, new or known
    employer_ids: dict[str, Id] = field(default_factory=dict)
    employments: list[NewEmployment] = field(default_factory=list)
    assignments: list[NewAssignment] = field(default_factory=list)
    filled: dict[Id, Filled] = field(default_factory=dict)
    # source_ref → person
    listings: dict[str, Id] = field(default_factory=dict)
    refused: dict[tuple[Id, str], None] = field(default_factory=dict)


NAME_DIFFERS = say("登録のお名前は「{name}」です。そのままにしました。", "We know them as “{name}”, and left it so.")
SEVERAL = say(
    "同じ番号に同じ名前の方が複数います。どなたか決めず、新しい方として登録しました。",
    "Several people of that name share the number. We did not guess: this is somebody new.",
)
BY_THE_LIST = say(
    "名簿の番号とお名前から「{name}」としました。連絡先はどれも登録になかったものです。別の方でしたら、新しい方として登録し直してください。",
    "Taken for “{name}” by the list's id and the name, though no way of contact is one we knew. If it is somebody else, add them anew.",
)
SHARED = say("「{value}」は、ほかの方もお使いです({names})。", "“{value}” is also held by {names}.")
AND_OTHERS = say("{names} ほか", "{names} and others")
ERASED = say(
    "「{value}」は、以前に消去のお申し出があった連絡先です。新しい方として登録しました。ご連絡してよい理由をお確かめください。",
    "We were once asked to erase “{value}”. Taken as somebody new; make sure that you may contact them.",
)
NOT_TAKEN_UP = say(
    "「{value}」は使われなくなったと記録されています。復活させませんでした。",
    "“{value}” is on record as no longer theirs; it was not taken up again.",
)
LEFT = say("「{name}」は退職済みと記録されています。", "They are on record as having left “{name}”.")
WORKS_ELSEWHERE = say("勤め先が登録と違います(「{name}」)。登録のままにしました。", "They work elsewhere, not at “{name}”; left as it was.")
NO_MEMBER = say(
    "担当者「{name}」は登録がないため、担当なしで取り込みました。", "No one of us is called “{name}”: taken without a member in charge."
)
OTHER_MEMBER = say("担当者は登録のままにしました(一覧では「{name}」)。", "Who looks after them stays as it was (the list says “{name}”).")
NOT_ONE_OF_US = say(
    "社内の方とするのは管理者だけです。社外の方として取り込みました。",
    "Only a manager says that somebody is one of us: taken as somebody else.",
)
NO_CLIENT = say("委託元「{name}」は登録がないため、委託元なしで取り込みました。", "No client is called “{name}”: taken without one.")


class Decider:
    """Decides about one row after the other; what it decided counts for the next."""

    def __init__(self, known: Known, client_id: Id | None, today: date, *, may_name_us: bool = False) -> None:
        self.plan = Plan()
        self._may_name_us = may_name_us
        self._known = known
        self._client_id = client_id
        self._today = today.isoformat()
        self._new_id = _ids().__next__

    def take(self, row: Wanted | RefusedRow) -> Verdict:
        if isinstance(row, RefusedRow):
            return Verdict(row.number, row.line, "refused", reason=row.reason, cells=row.raw)
        warnings = list(row.row.warnings)
        client_id = self._client(row, warnings)
        someone = self._who(row, warnings)
        if someone is None:
            fate: Fate = "created"
            someone = self._create(row, client_id, warnings)
            self._note_sharing(row, warnings)
            warnings += [ERASED.format(value=phones.pretty(point.key[1])) for point in row.points if point.key in self._known.erased]
        else:
            fate = "matched"
            self._fill(row, someone, client_id, warnings)
        self._list(row.row.source_ref, someone)
        self._hold(row, someone, warnings)
        self._employ(row, someone, warnings)
        self._assign(row, someone, client_id, warnings)
        if row.row.refused_flag is not None:
            self.plan.refused[someone.id, row.row.refused_flag] = None
        return Verdict(row.row.number, row.row.line, fate, UUID(hex=someone.id), warnings=tuple(warnings))

    def _who(self, row: Wanted, warnings: list[Text]) -> Someone | None:
        """Somebody who came from the same list, or who has the same way of contact and the same name, else reading."""
        if (came := self._known.by_ref.get(row.row.source_ref)) is not None:
            someone = self._known.people[came]
            if row.points and someone.held and not any(point.key in someone.held for point in row.points):
                warnings.append(BY_THE_LIST.format(name=someone.name))
            return someone
        same_name, same_kana = set(), set()
        for point in row.points:
            for person, name_key, kana_key in self._known.holders.get(point.key, ()):
                if row.name_key and row.name_key == name_key:
                    same_name.add(person)
                elif row.kana_key and row.kana_key == kana_key:
                    same_kana.add(person)
        candidates = same_name or same_kana
        if len(candidates) > 1:
            warnings.append(SEVERAL)
        return self._known.people[candidates.pop()] if len(candidates) == 1 else None

    def _create(self, row: Wanted, client_id: Id | None, warnings: list[Text]) -> Someone:
        filled = {name for name in BLANKS if self._said(row, name)} | ({"client_id"} if client_id else set())
        someone = Someone(self._new_id(), row.row.name, row.name_key, row.kana_key, True, filled)
        self.plan.people.append(NewPerson(someone.id, row, client_id, self._met_as(row, warnings)))
        self._known.people[someone.id] = someone
        return someone

    def _met_as(self, row: Wanted, warnings: list[Text]) -> str:
        """Colleagues are called without counting: who is one, a manager says."""
        told = row.row.met_as
        if told == "internal" and not self._may_name_us:
            warnings.append(NOT_ONE_OF_US)
            told = None
        return told or ("business" if row.row.company else "consumer")

    def _list(self, ref: str, someone: Someone) -> None:
        """The next edition of the list finds them by this, even if it was by their telephone that we found them now."""
        if ref and ref not in self._known.by_ref:
            self._known.by_ref[ref] = self.plan.listings[ref] = someone.id

    def _fill(self, row: Wanted, someone: Someone, client_id: Id | None, warnings: list[Text]) -> None:
        if row.name_key and someone.name_key and row.name_key != someone.name_key:
            warnings.append(NAME_DIFFERS.format(name=someone.name))
        blanks = {name: said for name in BLANKS if name not in someone.filled and (said := self._said(row, name))}
        client = client_id if "client_id" not in someone.filled else None
        if blanks or client:
            filled = self.plan.filled.setdefault(someone.id, Filled())
            filled.said |= blanks
            filled.client_id = filled.client_id or client
            someone.filled |= {*blanks, *(["client_id"] if client else [])}
        if "name" in blanks or "kana" in blanks:
            self._rename(row, someone, blanks)

    def _rename(self, row: Wanted, someone: Someone, blanks: dict[str, str]) -> None:
        """The rows that follow find them by the name or reading this one gave."""
        if "name" in blanks:
            someone.name, someone.name_key = row.row.name, row.name_key
        if "kana" in blanks:
            someone.kana_key = row.kana_key
        for key in someone.held:
            self._note_holder(key, someone)

    @staticmethod
    def _said(row: Wanted, name: str) -> str:
        said: str = row.cares_about if name == "cares_about" else getattr(row.row, name)
        return said

    def _hold(self, row: Wanted, someone: Someone, warnings: list[Text]) -> None:
        for point in row.points:
            held = someone.held.get(point.key)
            if held is False:
                warnings.append(NOT_TAKEN_UP.format(value=phones.pretty(point.key[1])))
            elif held is None:
                # Since when is not known of people who are new to us; of the others, that it was not theirs before today.
                since_on = None if someone.new else self._today
                new = NewHolding(self._new_id(), someone.id, self._point(point), point.label, since_on, len(someone.held))
                self.plan.holdings.append(new)
                someone.held[point.key] = True
                self._note_holder(point.key, someone)

    def _note_holder(self, key: Key, someone: Someone) -> None:
        # Neighbours may share an address and a name.
        if key[0] == "postal":
            return
        self._known.holders[key].append((someone.id, someone.name_key, someone.kana_key))
        if len(self._known.sharing[key]) <= SHOWN:
            self._known.sharing[key][someone.id] = someone.name

    def _point(self, point: Point) -> Key:
        if point.key not in self.plan.point_ids:
            known = self._known.points.get(point.key)
            if known is None:
                self.plan.points[point.key] = NewPoint(known := self._new_id(), point)
            self.plan.point_ids[point.key] = known
        return point.key

    def _note_sharing(self, row: Wanted, warnings: list[Text]) -> None:
        """Who else holds the new person's numbers; behind a switchboard there is a whole firm, which says nothing."""
        for point in row.points:
            sharing = self._known.sharing.get(point.key)
            if sharing and point.use != "switchboard":
                names = "、".join(list(sharing.values())[:SHOWN])
                shown = AND_OTHERS.format(names=names) if len(sharing) > SHOWN else names
                warnings.append(SHARED.format(value=phones.pretty(point.key[1]), names=shown))

    def _employ(self, row: Wanted, someone: Someone, warnings: list[Text]) -> None:
        key, company = row.employer_key, row.row.company
        works = someone.employers.get(key)
        if not key or works:
            return
        if works is False:
            warnings.append(LEFT.format(name=company))
        elif any(someone.employers.values()):
            warnings.append(WORKS_ELSEWHERE.format(name=company))
        else:
            self._employer(key, company)
            new = NewEmployment(self._new_id(), someone.id, key, row.row.department, row.row.role)
            self.plan.employments.append(new)
            someone.employers[key] = True

    def _employer(self, key: str, name: str) -> None:
        if key not in self.plan.employer_ids:
            known = self._known.employers.get(key)
            if known is None:
                self.plan.employers[key] = name
            self.plan.employer_ids[key] = known or self._new_id()

    def _assign(self, row: Wanted, someone: Someone, client_id: Id | None, warnings: list[Text]) -> None:
        if not (name := row.row.owner_name):
            return
        member = self._known.members.get(_folded_name(name))
        if member is None:
            warnings.append(NO_MEMBER.format(name=name))
        elif client_id not in someone.looked_after:
            someone.looked_after[client_id] = member
            self.plan.assignments.append(NewAssignment(self._new_id(), someone.id, member, client_id, self._today))
        elif someone.looked_after[client_id] != member:
            warnings.append(OTHER_MEMBER.format(name=name))

    def _client(self, row: Wanted, warnings: list[Text]) -> Id | None:
        if not (name := row.row.client_name):
            return self._client_id
        client = self._known.clients.get(_folded_company(name))
        if client is None:
            warnings.append(NO_CLIENT.format(name=name))
        return client or self._client_id


def _ids() -> Iterator[Id]:
    while True:
        yield from uuid7_hexes(256)


# The same few members and clients stand in thousands of rows.
_folded_name = lru_cache(maxsize=4096)(fold_name)
_folded_company = lru_cache(maxsize=4096)(fold_company)
