"""The denominators: a request that does nothing, and one that writes one row and does nothing else.

Both go through the product's whole middleware, its token check included.
"""

from datetime import UTC, datetime

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from enishi.api.auth import Token
from enishi.people.models import Person
from enishi.touches.models import Touch

bare = NinjaAPI(urls_namespace="bare", auth=Token(), docs_url=None)


@bare.get("/nothing")
def nothing(request: HttpRequest) -> JsonResponse:
    return JsonResponse({})


@bare.post("/insert/{person_id}")
def insert(request: HttpRequest, person_id: str) -> JsonResponse:
    now = datetime.now(UTC)
    touch = Touch.objects.create(at=now, channel="call", direction="in", person=Person(pk=person_id), source="bench", recorded_at=now)
    return JsonResponse({"id": str(touch.pk)})


urlpatterns: list[URLPattern | URLResolver] = [path("bare/", bare.urls), path("", include("enishi.config.urls"))]
