"""Work done in step: every piece takes a step before any takes the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from builder.steps import Steps, Stepwise, Turn, in_step


def _work(name: str, steps: int, seen: list[str]) -> Steps[str]:
    for step in range(steps):
        seen.append(f"{name}{step}")
        yield
    seen.append(f"{name} ends")
    return name.upper()


def test_all_take_a_step_before_any_takes_the_next() -> None:
    seen: list[str] = []
    assert in_step([_work("a", 2, seen), _work("b", 0, seen), _work("c", 1, seen)]) == ["A", "B", "C"]
    assert seen == ["a0", "b ends", "c0", "a1", "c ends", "a ends"]


def test_nothing_to_do() -> None:
    assert in_step([]) == []


def test_every_turn_is_watched_over() -> None:
    turns: list[list[int]] = []

    def timed(items: Iterable[Turn[str]]) -> Iterator[Turn[str]]:
        turns.append([])
        for number, work in items:
            turns[-1].append(number)
            yield number, work

    in_step([_work("a", 1, []), _work("b", 0, [])], timed)
    assert turns == [[0, 1], [0]]


def test_what_a_step_raises_is_not_swallowed() -> None:
    def broken() -> Steps[str]:
        yield
        raise KeyError("lost")

    with pytest.raises(KeyError, match="lost"):
        in_step([_work("a", 3, []), broken()])


def test_a_function_of_steps_is_called_as_any_other_or_is_steps_of_another() -> None:
    @Stepwise
    def doubled(number: int) -> Steps[int]:
        """Twice as much."""
        yield
        return 2 * number

    @Stepwise
    def both(number: int, *, other: int) -> Steps[int]:
        return (yield from doubled.steps(number)) + (yield from doubled.steps(other))

    assert (doubled(3), both(3, other=4)) == (6, 14)
    assert len(list(both.steps(3, other=4))) == 2
    assert doubled.__doc__ == "Twice as much."
