"""Sets are the folders of labelled messages; one that is only scored stays what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.evaluate.message_sets import read_set, set_names

ONE = """
- id: n-1
  voice: man50
  text: |
    家賃が払えない
  expect:
    fields: [poverty]
    concerns:
    - {code: arrears, member: self, assertion: present}
    - {code: arrears, member: wife, assertion: past}
    members: [{kinship: wife, age: 48, age_band: 40s, alive: true}]
    signals: []
    urgency: within_48h
"""


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    for name in ("new", "dev"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "natural.yml").write_text(ONE, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "household.yml").write_text("[]", encoding="utf-8")
    return tmp_path


def test_a_new_folder_is_a_new_set(golden: Path) -> None:
    assert set_names(golden) == ("dev", "new")
    (message,) = read_set("new", golden).messages
    assert (message.text, message.family, message.urgency) == ("家賃が払えない", "natural", "within_48h")
    assert message.codes == ("arrears",)
    assert message.members[0].age == 48 and message.members[0].alive is True and message.members[0].age_band == "40s"
    assert not message.is_calm


def test_a_set_with_a_recorded_digest_is_frozen(golden: Path) -> None:
    found = read_set("new", golden)
    assert found.frozen is None
    (golden / "new.sha256").write_text(f"{found.digest}\n", encoding="utf-8")
    assert read_set("new", golden).frozen is True
    with (golden / "new" / "natural.yml").open("a", encoding="utf-8") as stream:
        stream.write("# mended\n")
    assert read_set("new", golden).frozen is False


def test_a_set_that_does_not_exist_is_an_error(golden: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_set("empty", golden)


def test_our_own_sets_can_be_read_and_all_but_dev_are_frozen() -> None:
    assert {"dev", "test"} <= set(set_names())
    for name in set_names():
        found = read_set(name)
        assert len(found.messages) > 100
        assert found.frozen is (None if name == "dev" else True), name
        assert len({message.id for message in found.messages}) == len(found.messages)
