from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "enishi.promises"
    label = "promises"
