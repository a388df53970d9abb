from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "enishi.measures"
    label = "measures"
