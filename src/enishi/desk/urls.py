"""Addresses of the desk's pages."""

from django.urls import URLPattern, path

from enishi.desk.views import account, members, person, search, today
from enishi.desk.views.todo import todo

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("today/list", today.today_list, name="today-list"),
    path("today/head", today.today_head, name="today-head"),
    path("search", search.search, name="search"),
    path("p/<uuid:person_id>", person.person, name="person"),
    path("n/<uuid:point_id>", person.number, name="number"),
    path("door", account.door, name="door"),
    path("arrive", account.arrive, name="arrive"),
    path("settings", account.settings, name="settings"),
    path("settings/tokens", account.make_token, name="make-token"),
    path("settings/tokens/<uuid:token_id>/end", account.end_token, name="end-token"),
    path("keys", account.keys, name="keys"),
    path("members", members.members, name="members"),
    path("members/<uuid:member_id>/password", members.new_password, name="new-password"),
    path("p/<uuid:person_id>/now", todo, name="person-now"),
    path("p/<uuid:person_id>/gates", todo, name="gates"),
    path("p/<uuid:person_id>/lived", todo, name="lived"),
    path("p/<uuid:person_id>/thread", todo, name="thread"),
    path("p/<uuid:person_id>/edit", todo, name="edit-person"),
    path("p/<uuid:person_id>/refusals/<uuid:record_id>/lift", todo, name="lift"),
    path("p/<uuid:person_id>/halts/<uuid:record_id>/look", todo, name="look"),
    path("p/<uuid:person_id>/standing/<str:kind>/<uuid:record_id>/end", todo, name="end-standing"),
    path("promises/<uuid:promise_id>", todo, name="promise"),
    path("merges/<uuid:merge_id>/undo", todo, name="undo-merge"),
    path("people/new", todo, name="new-person"),
    path("imports", todo, name="imports"),
    path("policy", todo, name="policy"),
]
