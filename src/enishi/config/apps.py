from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "enishi.config"
    label = "wiring"

    def ready(self) -> None:
        from enishi.config import wiring

        wiring.connect()
