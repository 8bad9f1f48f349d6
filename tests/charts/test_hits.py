"""Areas around small marks: large enough where there is room, and never into one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts.hits import LEAST, areas

PLACE = st.integers(0, 60).map(lambda number: number / 2)
SIZE = st.integers(0, 30).map(lambda number: number / 2)
BOX = st.builds(
    lambda left, top, width, height: (left, top, left + width, top + height), PLACE, PLACE, SIZE, SIZE
) | st.just((-40.0, -3.0, 700.0, 4.0))


def wanted(box):
    across, down = (max(LEAST - (box[side + 2] - box[side]), 0) / 2 for side in (0, 1))
    return box[0] - across, box[1] - down, box[2] + across, box[3] + down


def plainly(boxes, number):
    """The area of one box by its definition: every other box in turn, wherever it lies."""
    box = boxes[number]
    if min(box[2] - box[0], box[3] - box[1]) >= LEAST:
        return None
    left, top, right, bottom = wanted(box)
    for other in boxes[:number] + boxes[number + 1 :]:
        first, high, last, low = wanted(other)
        if first >= right or last <= left or high >= bottom or low <= top:
            continue
        if other[0] >= box[2]:
            right = min(right, (box[2] + other[0]) / 2)
        elif other[2] <= box[0]:
            left = max(left, (box[0] + other[2]) / 2)
        elif other[1] >= box[3]:
            bottom = min(bottom, (box[3] + other[1]) / 2)
        elif other[3] <= box[1]:
            top = max(top, (box[1] + other[3]) / 2)
        elif other[0] + other[2] > box[0] + box[2]:
            right = min(right, box[2])
        else:
            left = max(left, box[0])
    return left, top, right, bottom


@given(st.lists(BOX, max_size=25))
def test_looking_at_neighbours_alone_gives_what_looking_at_every_mark_would(boxes):
    assert areas(boxes) == [plainly(boxes, number) for number in range(len(boxes))]


def test_a_lone_mark_has_the_least_size_and_a_large_one_keeps_its_own():
    (area,) = areas([(10.0, 10.0, 12.0, 12.0)])
    assert (area[2] - area[0], area[3] - area[1]) == (pytest.approx(LEAST), pytest.approx(LEAST))
    assert areas([(0.0, 0.0, 50.0, 20.0)]) == [None]


def test_two_neighbours_share_the_room_between_them():
    assert [(area[0], area[2]) for area in areas([(0.0, 0.0, 2.0, 20.0), (6.0, 0.0, 8.0, 20.0)])] == [
        (1 - LEAST / 2, 4),
        (4, 7 + LEAST / 2),
    ]


def test_a_mark_is_compared_with_its_neighbours_alone(monkeypatch):
    compared = []
    grown = "analysis.charts.hits._grown"
    monkeypatch.setattr(grown, lambda box, others: compared.append(len(others)) or box)
    areas([(20.0 * number, 0.0, 20.0 * number + 2, 2.0) for number in range(2000)])
    assert len(compared) == 2000
    assert max(compared) <= 2
