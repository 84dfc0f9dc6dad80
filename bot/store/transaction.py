"""One database transaction: runs statements and turns the database's errors into the project's, without values."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence, Union

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.domain.errors import ConflictError, IntakeError, NotFoundError

# One row of values, or several for a statement that is run for each.
Parameters = Union[Mapping[str, Any], Sequence[Mapping[str, Any]]]
_FOREIGN_KEY = "23503"
_LOST_RACE = ("40001", "40P01")


class Transaction:
    """A connection whose errors name neither statement nor values."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> str:
        return self._connection.dialect.name

    def run(self, statement: Executable, parameters: Optional[Parameters] = None) -> CursorResult[Any]:
        """Execute one statement. One that was built once and is given its values here costs a fifth of one built anew.

        Raises:
            ConflictError: a unique value is taken already, or another unit won a race.
            NotFoundError: a row that is referred to does not exist.
        """
        failure: Optional[IntakeError]
        try:
            return self._connection.execute(statement, parameters)
        except DBAPIError as error:
            failure = _translated(error)
            if failure is None:
                raise
        # Outside the handler, so that the driver's error, which quotes values, is not chained to it.
        raise failure

    def commit(self) -> None:
        """Commit; raises as ``run`` does, because foreign keys are checked here."""
        failure: Optional[IntakeError]
        try:
            return self._connection.commit()
        except DBAPIError as error:
            failure = _translated(error)
            if failure is None:
                raise
        raise failure


def _translated(error: DBAPIError) -> Optional[IntakeError]:
    state = getattr(error.orig, "sqlstate", None)
    if state in _LOST_RACE:
        return ConflictError("Another unit of work won the race.")
    if not isinstance(error, IntegrityError):
        return None
    if state == _FOREIGN_KEY or "FOREIGN KEY" in str(error.orig):
        return NotFoundError("A row that is referred to does not exist.")
    return ConflictError("A row with these unique values exists already.")
