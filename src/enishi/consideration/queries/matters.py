"""For whom a topic is: who refused a client is not to be asked about its offers as if they were nobody's."""

from uuid import UUID

from enishi.consideration.rules import Matter
from enishi.consideration.rules.refusing import TopicIsAnotherClients
from enishi.team.models import Topic


def matter_of(client_id: UUID | None, topic_id: UUID | None) -> Matter:
    """What a contact is about, with the client its topic belongs to. Raises TopicIsAnotherClients."""
    owner = Topic.objects.filter(id=topic_id).values_list("client_id", flat=True).first() if topic_id else None
    if owner is not None and client_id not in (None, owner):
        raise TopicIsAnotherClients
    return Matter(owner or client_id, topic_id)
