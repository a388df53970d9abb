"""Who hears what: hooks of lower rooms, answered by rooms above them."""

from enishi.consideration import actions as consideration
from enishi.consideration import queries as standing
from enishi.people import hooks as people
from enishi.promises import actions as promises
from enishi.promises import queries as owed
from enishi.team import actions as team
from enishi.touches import actions as ledger
from enishi.touches import hooks as touches
from enishi.touches import imports
from enishi.touches import queries as told


def connect() -> None:
    """Called once, when every room is loaded."""
    touches.touches_written.append(promises.settle)
    touches.may_matter_since.append(owed.may_matter_since)
    touches.housekeeping.extend([consideration.release_expired, promises.find_owners, team.forget_old_keys, imports.forget_files])
    people.erased.extend([ledger.forget, promises.forget, consideration.forget])
    people.parted.append(consideration.part)
    people.taken_up.extend([consideration.follow, promises.follow])
    people.refused_on_import.append(consideration.hear_on_import)
    people.written_meanwhile.extend([told.written_meanwhile, owed.written_meanwhile, standing.written_meanwhile])
