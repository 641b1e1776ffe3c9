from __future__ import annotations

import pytest

from counterfeit_graph import exports
from counterfeit_graph.model.errors import OutputError
from tests.exports.checks import EXPORTERS, check_exporter


def test_every_exporter_is_checked():
    assert set(EXPORTERS) == set(exports.__all__)


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_exporter_keeps_the_common_laws(name, tmp_path):
    check_exporter(EXPORTERS[name], tmp_path)


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_exporter_that_cannot_write_says_so_and_leaves_nothing(name, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        EXPORTERS[name].write(EXPORTERS[name].place(tmp_path / "file", "x"))
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", sorted(n for n, each in EXPORTERS.items() if each.suffix))
def test_a_file_ends_as_its_format_does(name, tmp_path):
    with pytest.raises(OutputError, match="must end with"):
        EXPORTERS[name].write(tmp_path / "x.txt")
