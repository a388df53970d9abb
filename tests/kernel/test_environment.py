"""What an install reads from its surroundings."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from enishi.kernel import environment


def test_keys_are_made_once_and_readable_by_the_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET", "REFUSAL", "REFUSAL_ID"):
        monkeypatch.delenv(f"ENISHI_KEY_{name}", raising=False)
    made = environment.keys(tmp_path)
    assert environment.keys(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert len(set(made.values())) == len(made) == 3


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET", "REFUSAL", "REFUSAL_ID"):
        monkeypatch.delenv(f"ENISHI_KEY_{name}", raising=False)
    with ThreadPoolExecutor(8) as pool:
        found = {json.dumps(keys) for keys in pool.map(lambda _: environment.keys(tmp_path), range(32))}
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_the_environment_overrules_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_KEY_REFUSAL", "from the vault")
    assert environment.keys(tmp_path)["refusal"] == "from the vault"


@pytest.mark.parametrize("url", ["mysql://x/y", "postgres://host:5432/", "enishi"])
def test_a_database_address_that_is_none_is_refused_in_a_sentence(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_DATABASE_URL", url)
    with pytest.raises(environment.EnvironmentWrong, match="ENISHI_DATABASE_URL"):
        environment.database(tmp_path)


def test_a_database_address_is_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_DATABASE_URL", "postgres://desk:p%40ss@10.0.0.5:6432/en?sslmode=require")
    found = environment.database(tmp_path)
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == ["desk", "p@ss", "10.0.0.5", "6432", "en"]
    planned_once = {"server_side_binding": True, "prepare_threshold": 2}
    assert found["OPTIONS"] == {"options": "-c jit=off", "sslmode": "require", **planned_once}
    monkeypatch.setenv("ENISHI_DATABASE_URL", "postgres://desk@10.0.0.5/en?prepare_threshold=never")
    assert environment.database(tmp_path)["OPTIONS"]["prepare_threshold"] is None
