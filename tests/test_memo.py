"""What is kept of short keys: found once, bounded, and long keys never."""

from builder.memo import Memo


def test_what_is_known_is_not_looked_for_again() -> None:
    asked: list[str] = []

    def find(text: str) -> int:
        asked.append(text)
        return len(text)

    memo = Memo(find, lambda text: len(text) <= 3)
    assert [memo["ab"], memo["ab"], memo["abcd"], memo["abcd"]] == [2, 2, 4, 4]
    assert asked == ["ab", "abcd", "abcd"]
    assert list(memo) == ["ab"]


def test_no_more_than_so_many_are_kept() -> None:
    memo = Memo(int, lambda _: True, most=10)
    assert [memo[str(n)] for n in range(1000)] == list(range(1000))
    assert 0 < len(memo) <= 10
