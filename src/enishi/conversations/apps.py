from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "enishi.conversations"
    label = "conversations"
