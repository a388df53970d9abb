from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "enishi.people"
    label = "people"
