"""Questions that don't wait for one another, asked together: where every request is a journey, few are made."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from kgtool.store import Store

if TYPE_CHECKING:
    from kgtool.store.turns import Later

Value = TypeVar("Value")


class Answered(Generic[Value]):
    """A question that was asked. value: what it was answered, once the `with` block is over."""

    value: Value


class AtOnce:
    """Takes questions in a `with` block, and has their answers when it ends; the first error of theirs is raised then.

    A question is a function of a store. One that is near answers each as it comes. For one that is far, they take
    turns (see `turns`): what they ask at each turn is one request.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: list[Later] = []

    def __enter__(self) -> "AtOnce":
        return self

    def __call__(self, question: Callable[[Store], Value]) -> Answered[Value]:
        """What the question will have been answered."""
        answered: Answered[Value] = Answered()

        def answer(store: Store) -> None:
            answered.value = question(store)

        if self._store.far:
            from kgtool.store.turns import Later

            self._asked.append(Later(self._store, answer))
        else:
            answer(self._store)
        return answered

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._asked and not kind:
            from kgtool.store.turns import take_turns

            take_turns(self._store, self._asked)
