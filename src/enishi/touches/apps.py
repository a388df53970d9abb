from django.apps import AppConfig


class TouchesConfig(AppConfig):
    name = "enishi.touches"
    label = "touches"
