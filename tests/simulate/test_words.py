"""Text that the world writes: numbers with right check digits, addresses in several hands."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.simulate import places, texts
from tests.simulate.made import column, world

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@given(st.integers(0, 10**8))
def test_identity_numbers_have_a_right_check_digit(serial):
    number = texts.person_document(serial)
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    assert len(number) == 18
    assert "10X98765432"[total % 11] == number[17]


@given(st.sets(st.integers(0, 80_000_000), min_size=2, max_size=30))
def test_identity_numbers_differ(serials):
    assert len({texts.person_document(serial) for serial in serials}) == len(serials)


@given(st.integers(0, 1000), st.integers(1, 400))
def test_unique_numbers_are_unique(seed, count):
    found = texts.unique(np.random.default_rng(seed), count, below=2 * count)
    assert len(set(found.tolist())) == count
    assert found.max() < 2 * count


@pytest.mark.parametrize("style", range(6))
def test_a_phone_keeps_its_digits_in_every_writing(style):
    written = texts.phone_writings(pa.array(["13812345678"]), np.array([style]))[0].as_py()
    assert "".join(c for c in written if c.isdigit()).endswith("13812345678")


@given(st.integers(0, len(places.CITIES) - 1), st.integers(0, 10**6), st.sampled_from([0, 305, 2211]))
def test_an_address_reads_differently_in_every_style(city, seed, room):
    building = places.building_texts(np.random.default_rng(seed), np.array([city]))[0]
    written = {places.write(city, building, room=room, style=style) for style in range(places.STYLES)}
    assert len(written) >= 4
    assert all(written)


def test_one_handle_has_several_forms():
    assert len({texts.handle("jinxiu7", form) for form in range(7)}) == 7


def test_some_phones_are_written_with_marks():
    table = world().tables["identifiers"]
    phones = [v for k, v in zip(column(table, "kind"), column(table, "value"), strict=True) if k == "phone"]
    assert 0.1 < np.mean([not phone.isdigit() for phone in phones]) < 0.5
