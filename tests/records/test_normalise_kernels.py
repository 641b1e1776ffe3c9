"""The address kernels against their slow twins."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.records.normalise import _kernels_place, _kernels_points, _kernels_rest, address, gazetteer
from counterfeit_graph.records.normalise.points import from_points, simplified, to_points
from tests import naive_normalise as naive

SIGNS = "幸福路街道大门号楼栋幢座单元室房户层第零一二三十百〇区村之0123ab f#-,．"
NAMES = """
福建省 福建 莆田市 莆田 荔城区 荔城 朝阳区 朝阳 北京市 北京 吉林 吉林市 中国 市辖区 上海 南京 东路 路 街道 1号
中山 台湾省 江干区 浙江 杭州 义乌 义乌市 长沙 长沙县 鼓楼区 恩施 海南 一 大厦 沙县 重庆 巫山县 x
"""
PLACES = st.sampled_from(NAMES.split())


def rewritten(text):
    bounds, points = to_points(pa.array([text]))
    out, ends = np.zeros(4 * len(points) + 8, np.uint32), np.zeros(1, np.int64)
    size = _kernels_rest.rewrite(bounds, bounds[:1].copy(), points, out, ends)
    return from_points(np.array([0, size]), out[:size])[0].as_py()[1:]


@given(st.text(SIGNS, max_size=14))
def test_rewrite_is_its_twin(text):
    plain = naive.condense(text, simplified())
    assert rewritten(plain) == naive.rewrite(plain)


@given(st.text(SIGNS, max_size=14))
def test_rewriting_twice_is_rewriting_once(text):
    once = rewritten(naive.condense(text, simplified()))
    assert rewritten(naive.condense(once, simplified())) == once


@given(st.lists(st.text("1a 莆區，-𠀀。b2#", max_size=8), min_size=1, max_size=3))
def test_condense_is_its_twin(texts):
    bounds, points = to_points(pa.array(texts))
    out, ends = np.zeros(len(points), np.uint32), np.zeros(len(texts), np.int64)
    size = _kernels_points.condense(bounds, points, simplified(), address._classes(), out, ends)
    found = from_points(np.insert(ends, 0, 0), out[:size]).to_pylist()
    assert found == [naive.condense(text, simplified()) for text in texts]


@given(st.lists(PLACES, max_size=6))
def test_locate_is_its_twin(parts):
    text = "".join(parts)
    bounds, points = to_points(pa.array([text]))
    found, rest = np.full((1, 4), -1, np.int64), np.zeros(1, np.int64)
    trie, guards = gazetteer.trie(), gazetteer.guards()
    atlas = (*trie, address._units(), guards.nodes, guards.edges)
    _kernels_place.locate(atlas, bounds, points, found, rest)
    state, open_name, left = naive.locate(text)
    names = sorted(gazetteer.names())
    assert found[0, :3].tolist() == state
    assert (names[found[0, 3]] if found[0, 3] >= 0 else "", text[rest[0] :]) == (open_name, left)
