"""The commands of ``marugoto``. English for operators, one sentence an error."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
from pathlib import Path
from typing import Iterator, List, Optional

import typer
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from bot.bootstrap import ROOT, ensure_model
from bot.domain.errors import IntakeError
from bot.settings import Settings, SettingsError, read_settings

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="marugoto (丸ごと相談)", pretty_exceptions_enable=False
)


def _settings() -> Settings:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("httpx", "alembic", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Half a surrogate pair cannot be encoded; its escape is what JSON writes for it.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    from bot.engine import privacy

    privacy.install()
    try:
        return read_settings()
    except SettingsError as error:
        raise _fail(str(error)) from None


def _fail(sentence: str) -> typer.Exit:
    typer.echo(f"marugoto: {sentence}", err=True)
    return typer.Exit(2)


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """End with one sentence, without a traceback, when something is not as it must be."""
    try:
        yield
    except IntakeError as error:
        raise _fail(str(error)) from None
    except BrokenPipeError:
        # Whoever reads has had enough (`… | head`); what is still buffered must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except OSError as error:
        raise _fail(f"{error.filename or 'the system'}: {error.strerror or type(error).__name__}") from None
    except (SQLAlchemyError, CommandError) as error:
        kind = type(error).__name__
        raise _fail(f"the database cannot be used ({kind}); look at MARUGOTO_DATABASE_URL and at its version") from None


def _model(settings: Settings, given: Optional[Path]) -> Path:
    if given is not None:
        if not given.is_file():
            raise _fail(f"{given}: there is no model; run `marugoto train`")
        return given
    try:
        return ensure_model(settings)
    except IntakeError as error:
        raise _fail(f"no model could be trained ({error})") from None


ModelOption = typer.Option(
    None, "--model", help="a model file; default: the one that fits the sources, trained if missing"
)


@app.command()
def serve(model: Optional[Path] = ModelOption) -> None:
    """Serve chat and console."""
    from bot.commands.serve import serve_forever

    settings = _settings()
    with _refusing():
        serve_forever(settings, _model(settings, model))


@app.command()
def train() -> None:
    """Train the model of the current sources."""
    settings = _settings()
    typer.echo(str(_model(settings, None)))


@app.command()
def understand(
    model: Optional[Path] = ModelOption,
    explain: bool = typer.Option(False, "--explain", help="show tokens, clauses and evidence in place of JSON"),
    html: Optional[Path] = typer.Option(None, "--html", help="write the explanation to this file, as a page"),
) -> None:
    """Read JSON lines {"id","text"} on stdin, write what was understood, one line each."""
    from bot.engine import single_threaded

    single_threaded.install()
    from bot.commands.understand import explain_to_page, understand_lines

    settings = _settings()
    with _refusing():
        if html is not None:
            explain_to_page(_model(settings, model), sys.stdin.buffer, html)
            return
        understand_lines(_model(settings, model), sys.stdin.buffer, sys.stdout, explain=explain)


@app.command()
def converse(
    script: List[Path] = typer.Option(..., "--script", help='JSON {"messages": ["…"]}; may be given several times'),
    as_json: bool = typer.Option(False, "--json", help="one JSON object a script"),
    model: Optional[Path] = ModelOption,
) -> None:
    """Play residents' messages through the whole path on a throw-away database."""
    from bot.commands.converse import converse_scripts

    settings = _settings()
    with _refusing():
        converse_scripts(settings, _model(settings, model), script, sys.stdout, as_json=as_json)


@app.command()
def chat(
    show: bool = typer.Option(False, "--show", help="beside the talk: tokens, concerns, household, signals, triage"),
    model: Optional[Path] = ModelOption,
) -> None:
    """Talk in the terminal, on a throw-away database."""
    from bot.commands.chat import chat_in_terminal

    settings = _settings()
    with _refusing():
        chat_in_terminal(settings, _model(settings, model), show=show)


@app.command()
def actions(port: int = typer.Option(5055, help="port on 127.0.0.1")) -> None:
    """Serve the rasa-sdk actions with a throw-away database, for `rasa shell` and `rasa test`."""
    from bot.commands.actions import serve_actions

    settings = _settings()
    with _refusing():
        serve_actions(settings, port)


@app.command()
def bench(
    json_file: Optional[Path] = typer.Option(None, "--json", metavar="FILE", help="write the figures here"),
    quick: bool = typer.Option(False, "--quick", help="within ten minutes on two cores"),
    plain: bool = typer.Option(True, "--plain/--no-plain", help="with plain Rasa beside us, made when missing"),
    postgres: bool = typer.Option(False, "--postgres", help="our turns on a throw-away PostgreSQL too"),
    model: Optional[Path] = ModelOption,
) -> None:
    """Measure this system, and plain Rasa beside it, in one run."""
    from bot.commands.bench import run_bench

    settings = _settings()
    with _refusing():
        chosen = _model(settings, model)
        run_bench(ROOT, json_file=json_file, quick=quick, plain=plain, postgres=postgres, model=chosen)


@app.command()
def doctor() -> None:
    """Check settings, keys, database, model, facts and paging; exit 1 when something must be mended."""
    from bot.commands.doctor import examine

    raise typer.Exit(0 if examine(_settings(), ROOT) else 1)
