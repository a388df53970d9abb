from django.apps import AppConfig


class ConsiderationConfig(AppConfig):
    name = "enishi.consideration"
    label = "consideration"
