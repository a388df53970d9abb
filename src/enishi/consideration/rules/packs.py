"""The policies that come with the house, and which of them governs a person."""

from functools import lru_cache
from importlib import resources

from . import reading
from .policy import Policy
from .vocabulary import MetAs

DEFAULT = "consumer-sales"
SHIPPED = (
    DEFAULT,
    "business-sales",
    "web-inquiry",
    "recruiting",
    "gift-shop",
    "debt-jp",
    "reg-f",
    "real-estate",
    "internal",
)
# Whom the chosen policy says nothing about is met under the pack made for them
_FOR = {MetAs.CONSUMER: DEFAULT, MetAs.BUSINESS: "business-sales", MetAs.INTERNAL: "internal"}


def text(name: str) -> str:
    """The TOML of a shipped pack."""
    return (resources.files("enishi.consideration") / "policies" / f"{name}.toml").read_text(encoding="utf-8")


@lru_cache
def pack(name: str) -> Policy:
    """A shipped pack by name."""
    return reading.read(text(name), {})


@lru_cache(maxsize=64)
def load(toml: str) -> Policy:
    """The policy that `toml` writes, extending a shipped pack if it says so. Raises `PolicyInvalid`."""
    return reading.read(toml, {name: pack(name) for name in SHIPPED})


def governing(chosen: Policy, met_as: MetAs) -> Policy:
    """The policy for a person met so: the chosen one if it is made for them, else the pack that is."""
    return chosen if met_as in chosen.met_as else pack(_FOR[met_as])
