from __future__ import annotations

import io
import logging

import matplotlib
import networkx as nx
import numpy as np
import pytest

from counterfeit_graph.evidence.calibration import Scores, calibration_of
from counterfeit_graph.gangs import Components, Leiden, compare_finders
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.takedown.order import Order
from counterfeit_graph.views import fonts, plots
from tests.views import made


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
