from __future__ import annotations

import io
import logging
from itertools import combinations

import matplotlib
import networkx as nx
import numpy as np
import pytest

from counterfeit_graph.evidence.calibration import Scores, calibration_of
from counterfeit_graph.gangs import Components, Leiden, compare_finders
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.takedown.order import Order
from counterfeit_graph.views import fonts, plots
from tests import small_world
from tests.views import made

LONG = "id_document" * 4


def png(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def order(largest):
    return Order.of(("a", "b", "c", "d"), cost=np.ones(4), largest=np.array(largest), made_with={})


def pair():
    return made.gang().gangs.evidence.between("S1", "S2")


def judged():
    decibans, same = np.array([40.0, 30.0, 30.0, 5.0]), np.array([True, True, False, False])
    return calibration_of({"total": Scores.of(decibans, same, silent=(1, 90))}, made_with={})


DRAWN = {
    "calibration": lambda: plots.calibration(judged()),
    "curve": lambda: plots.curve({"按度数 $x$": order([3, 2, 1, 0]), made.HOSTILE: order([3, 1, 1, 0])}),
    "capacity": lambda: plots.capacity(made.solved_plan()),
    "finders": lambda: plots.finders(compare_finders(nx.karate_club_graph(), Components(), Leiden())),
    "gang": lambda: plots.gang(made.gang()),
    "timeline": lambda: plots.timeline(made.gang()),
    "waterfall": lambda: plots.waterfall(pair()),
}


def test_every_plot_is_drawn_here():
    assert set(DRAWN) == set(plots.__all__)


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_draws_chinese_and_hostile_text_without_a_warning(name):
    assert png(DRAWN[name]()) == png(DRAWN[name]())


def boxes(figure, *artists):
    """Where artists stand on the page, once it is drawn."""
    figure.canvas.draw()
    return [artist.get_window_extent() for artist in artists]


def test_a_legend_of_a_calibration_does_not_run_into_its_title():
    figure = plots.calibration(calibration_of({LONG: judged().scores["total"]}, made_with={}), LONG)
    for axes in figure.axes:
        title, legend = boxes(figure, axes._left_title, axes.get_legend())
        assert not title.overlaps(legend)


def test_labels_of_dens_stand_clear_of_those_of_nodes():
    figure = plots.gang(small_world.run().gangs.largest())
    texts = figure.axes[0].texts
    dens = small_world.run().gangs.largest().dens["den_id"].tolist()
    assert {den for den in dens if any(text.get_text().startswith(den) for text in texts)} == set(dens)
    placed = boxes(figure, *texts)
    # Widths are measured without drawing: a pixel or two at the ends of a label is no collision.
    hits = [(a, b) for a, b in combinations(placed, 2) if a.padded(-3.0).overlaps(b.padded(-3.0))]
    assert hits == []


def test_finders_tell_their_resolution_and_no_negative_nothing():
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")])
    compared = compare_finders(graph, Leiden(), Leiden(objective="modularity"), Leiden(2.5))
    told = ["Leiden, resolution 0.2 of the mean weight", "Leiden by modularity, resolution 1", "Leiden, resolution 2.5"]
    assert compared["finder"].tolist() == told
    assert compare_finders(small_world.run().evidence, Leiden())["finder"].tolist() == ["Leiden, resolution 3"]
    drawn = plots.finders(compared.with_columns({"modularity": np.array([-0.0003, 0.0, 0.1])}))
    assert [text.get_text().strip() for text in drawn.axes[3].texts] == ["0.000", "0.000", "0.100"]


def test_plots_leave_the_settings_of_matplotlib_alone():
    before = dict(matplotlib.rcParams)
    png(DRAWN["timeline"]())
    assert dict(matplotlib.rcParams) == before


def test_a_capacity_falls_step_by_step_beside_its_baselines():
    plan = made.solved_plan()
    line = plots.capacity(plan).axes[0].lines[0]
    assert line.get_ydata()[:-1].tolist() == [1.0, *plan.table["share_left"]]
    assert line.get_xdata()[-1] == 2.0


def test_a_waterfall_wants_one_pair():
    with pytest.raises(OptionError, match="the ledger of one pair"):
        plots.waterfall(made.ledger())


def test_a_waterfall_ends_at_the_sum():
    axes = plots.waterfall(pair()).axes[0]
    assert axes.patches[-1].get_width() == 35.75


def test_without_a_chinese_font_the_user_is_told_once(monkeypatch, caplog):
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    for cached in (fonts.families, fonts._drawable):
        cached.cache_clear()
    with caplog.at_level(logging.WARNING):
        drawn = [png(DRAWN["timeline"]()) for _ in range(2)]
    for cached in (fonts.families, fonts._drawable):
        cached.cache_clear()
    assert [record.message for record in caplog.records] == [fonts._MISSING]
    assert drawn[0] == drawn[1]
