"""The metadata with its naming convention, and the column kinds that all tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def reference(target: str) -> ForeignKey:
    """Return a foreign key that is checked at the commit, so that a unit may add its rows in any order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def position() -> "Column[Any]":
    """Return a growing number as primary key, for rows that are read in the order in which they were added."""
    return Column("position", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)
