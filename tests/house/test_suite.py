"""`make test` says no when it must: a failure, a skip, an engine on which nothing ran, a pytest that never came to an end."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.source import CHECKOUT


@pytest.fixture(scope="module")
def suite() -> ModuleType:
    loader = SourceFileLoader("suite_under_test", str(CHECKOUT / "tools" / "suite"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    # dataclasses look their module up by name
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, loader.name, module)
        patch.setattr("sys.dont_write_bytecode", True)
        loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("attributes", "code", "line", "good"),
    [
        ('tests="12" failures="0" errors="0" skipped="0"', 0, "sqlite: 12 passed, 0 failed", True),
        ('tests="12" failures="1" errors="1" skipped="0"', 1, "sqlite: 10 passed, 2 failed", False),
        ('tests="12" failures="0" errors="0" skipped="1"', 0, "sqlite: 11 passed, 0 failed, 1 skipped", False),
        ('tests="0" failures="0" errors="0" skipped="0"', 5, "sqlite: 0 passed, 0 failed", False),
        ('tests="12" failures="0" errors="0" skipped="0"', 3, "sqlite: 12 passed, 0 failed", False),
    ],
)
def test_a_run_is_counted(suite: ModuleType, tmp_path: Path, attributes: str, code: int, line: str, good: bool) -> None:
    result = tmp_path / "result.xml"
    result.write_text(f"<testsuites><testsuite {attributes}></testsuite></testsuites>")
    count = suite.counted(result, code)
    assert count.line("sqlite") == line
    assert count.is_good() is good


def test_a_run_that_never_counted_is_no_good(suite: ModuleType, tmp_path: Path) -> None:
    assert not suite.counted(tmp_path / "missing.xml", 1).is_good()


def test_nothing_ran_in_one_of_two_runs_is_good_enough(suite: ModuleType) -> None:
    assert (suite.Count(passed=3) + suite.Count()).is_good()


@pytest.mark.parametrize(("broken", "passed", "code"), [([], 1, 0), (["mypy"], 1, 1), ([], 0, 1)])
def test_the_report_decides(suite: ModuleType, capsys: pytest.CaptureFixture[str], broken: list[str], passed: int, code: int) -> None:
    assert suite.report(broken, {"sqlite": suite.Count(passed=passed)}, 60.0) == code
    assert f"sqlite: {passed} passed, 0 failed" in capsys.readouterr().out
