from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "enishi.kernel"
    label = "kernel"
