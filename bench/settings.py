"""The product's settings, with two bare addresses beside its own to compare with."""

from enishi.config.settings import *  # noqa: F403 - the very settings of the product

ROOT_URLCONF = "bench.urls"
