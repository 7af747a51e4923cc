"""Questions that take turns in asking a store: each waits until the others have asked, and one request has it all."""

import threading
import traceback
from collections.abc import Callable, Sequence
from functools import partial

import pyoxigraph as ox

from kgtool.errors import InputError, LimitError, UsageError
from kgtool.model import Dataset
from kgtool.sparql import columns, query_form, together
from kgtool.store import Answer, Store
from kgtool.store.wrapped import Wrapped


def take_turns(store: Store, questions: "Sequence[Later]") -> None:
    """Let all questions go on until each asks something; what they ask is one request, and so on until all are through.

    No two run at a time, and the same requests are made every time.

    Raises the first error that one of them ends with; the others end then, too.
    """
    going = questions
    while going:
        for later in going:
            later.go_on()
        going = [later for later in going if later.asked is not None]
        if error := next((later.error for later in questions if later.error), None):
            for later in going:
                later.give_up(error)
            raise error
        for later, told in zip(going, _answered(store, [later.asked or "" for later in going]), strict=True):
            later.told = told


class Later(Wrapped):
    """A question, and the store that it asks: what it asks waits until the others have asked as well.

    asked  the query that it waits for; told: what gives its answer, in the thread that asked; error: what ended it.
    """

    def __init__(self, store: Store, question: Callable[[Store], None]) -> None:
        super().__init__(store)
        self._question = question
        self._thread: threading.Thread | None = None
        self._may_go_on, self._waits = threading.Semaphore(0), threading.Semaphore(0)
        self.asked: str | None = None
        self.told: Callable[[], Answer] | None = None
        self.error: BaseException | None = None
        self._ended = False

    def go_on(self) -> None:
        """Let the question go on until it asks something, or is answered."""
        self.asked = None
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        else:
            self._may_go_on.release()
        self._waits.acquire()

    def give_up(self, error: BaseException) -> None:
        """End the question, by answering all that it asks with an error."""
        while self.asked is not None:
            self.told = partial(_refused, error)
            self.go_on()

    def _run(self) -> None:
        try:
            self._question(self)
        except BaseException as error:  # raised where all have ended
            self.error = _emptied(error)
        self._ended = True
        self._waits.release()

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """The store's answer, once all have asked."""
        if self._ended or dataset or query_form(sparql) != "SELECT":
            return super().query(sparql, dataset)
        self.asked, self.told = sparql, None
        self._waits.release()
        self._may_go_on.acquire()
        assert self.told
        return self.told()


def _answered(store: Store, asked: Sequence[str]) -> list[Callable[[], Answer]]:
    """What gives the answers to some SELECT queries: one request has them all, where the store takes it."""
    alone: list[Callable[[], Answer]] = [partial(store.query, sparql) for sparql in asked]
    if len(asked) < 2:
        return alone
    try:
        return _of_one_request(store, asked)
    except (UsageError, InputError):
        return alone  # it may well answer each of them
    except LimitError as error:
        return [partial(_refused, _emptied(error))] * len(asked)


def _emptied(error: BaseException) -> BaseException:
    """The error, whose frames hold nothing any more: an answer of pyoxigraph must end in the thread that read it."""
    one: BaseException | None = error
    while one:
        traceback.clear_frames(one.__traceback__)
        one = one.__cause__ or one.__context__
    return error


def _refused(error: BaseException) -> Answer:
    raise error


def _of_one_request(store: Store, asked: Sequence[str]) -> list[Callable[[], Answer]]:
    from kgtool.store.replies import Rows, as_rows

    different = list(dict.fromkeys(asked))
    text, part = together(different)
    found = store.query(text)
    if not isinstance(found, ox.QuerySolutions) or [one.value for one in found.variables] != columns(text):
        raise InputError("the store answered with something other than what was asked for.")
    rows = {str(number): Rows(columns(sparql), []) for number, sparql in enumerate(different)}
    for row in as_rows(found).bindings:
        of = row.pop(part, {"value": ""})["value"]
        if of not in rows:
            raise InputError("the store answered with rows that nothing asked for.")
        rows[of].bindings.append(row)
    return [rows[str(different.index(sparql))].answer for sparql in asked]
