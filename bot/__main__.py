"""The command line; each command is a sentence in `--help`."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.config import Settings, SettingsRefused, load_settings
from bot.logging_setup import set_up_logging

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The returns desk.", pretty_exceptions_enable=False
)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsRefused as refused:
        for mistake in refused.mistakes:
            typer.echo(f"Settings: {mistake}", err=True)
        raise typer.Exit(2) from None


@app.command()
def run() -> None:
    """Run the desk alone (the local Telegram, where there is no token, must be running)."""
    from bot.serving import run_desk

    settings = _settings()
    set_up_logging(settings.log_level)
    raise typer.Exit(asyncio.run(run_desk(settings)))


@app.command()
def up() -> None:
    """Start everything: the desk and, without a token, the local Telegram with the sample company."""
    from bot.commands.start_all import start_all

    settings = _settings()
    set_up_logging(settings.log_level)
    raise typer.Exit(start_all(settings, typer.echo))


@app.command()
def tour(
    speed: Annotated[float, typer.Option(help="1 is a calm pace, 10 is quick.")] = 4.0,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
) -> None:
    """Play one return all the way on the desk that runs, like a person would."""
    from bot.commands.tour import play_tour

    raise typer.Exit(play_tour(_settings(), typer.echo, speed=speed, language=language))


@app.command()
def doctor() -> None:
    """Check every rule that always holds against the database; non-zero with the offending records."""
    from bot.commands.check_health import check_health

    raise typer.Exit(check_health(_settings(), typer.echo))


@app.command()
def money() -> None:
    """Check that goods and money agree, and keep the run; non-zero with every mismatch by name."""
    from bot.commands.bookkeeping import check_money_now

    raise typer.Exit(check_money_now(_settings(), typer.echo))


@app.command()
def journal(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for the files.")] = Path(),
) -> None:
    """Write the journal of a period for bookkeeping, as a workbook and as CSV."""
    from bot.commands.bookkeeping import write_journal

    raise typer.Exit(write_journal(_settings(), first.date(), last.date(), out, typer.echo))


@app.command("log")
def log_(
    what: Annotated[str, typer.Argument(help="A number, a person's name, or a day; today without it.")] = "",
    until: Annotated[str, typer.Argument(help="The last day, where the first is a day.")] = "",
    out: Annotated[Path, typer.Option("--out", help="The folder for the files.")] = Path(),
) -> None:
    """Write a part of the operation log as a workbook and as CSV."""
    from bot.commands.supervision import write_log

    raise typer.Exit(write_log(_settings(), f"{what} {until}", out, typer.echo))


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="Where backups are kept.")]) -> None:
    """Make a checked backup of database, photos and papers, also while the desk runs."""
    from bot.commands.keep_safe import back_up_desk

    raise typer.Exit(back_up_desk(_settings(), folder, typer.echo))


@app.command()
def restore(backup: Annotated[Path, typer.Argument(help="A backup: a folder desk-….")]) -> None:
    """Restore a backup into the data folder, which must hold no desk yet."""
    from bot.commands.keep_safe import restore_desk

    raise typer.Exit(restore_desk(_settings(), backup, typer.echo))


@app.command()
def report(
    since: Annotated[str, typer.Option("--from", help="First day, as 2026-11-01.")],
    until: Annotated[str, typer.Option("--to", help="Last day.")],
    out: Annotated[Path, typer.Option(help="Folder for picture, workbook and PDF.")],
    language: Annotated[str, typer.Option(help="en or zh; the desk's, where none is said.")] = "",
    by: Annotated[str, typer.Option(help="reason, product, supplier, customer, category or person.")] = "",
) -> None:
    """Tell the figures of a period; write picture, workbook and PDF."""
    from bot.commands.report import write_report

    raise typer.Exit(write_report(_settings(), since, until, out, typer.echo, language=language, by=by))


@app.command()
def job(name: Annotated[str, typer.Argument(help="One of the desk's jobs; list shows them.")]) -> None:
    """Run one job now: what its period owes, or once more where that is done."""
    from bot.commands.report import run_job

    raise typer.Exit(run_job(_settings(), name, typer.echo))


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX files, or a folder of them.")],
    preview: Annotated[bool, typer.Option(help="Say what would happen, change nothing.")] = False,
) -> None:
    """Import products, customers, suppliers, orders, stock, people. All or nothing; again does no harm."""
    from bot.app import opened_database
    from bot.commands.import_files import import_files

    settings = _settings()
    with opened_database(settings) as database:
        code = import_files(
            database, files, language=settings.desk_language, echo=typer.echo, preview_only=preview
        )
    raise typer.Exit(code)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="Where the workbooks are put.")]) -> None:
    """Export products, customers, suppliers, categories, checklists as workbooks an import reads again."""
    from bot.app import now, opened_database
    from bot.commands.export_files import export_files

    settings = _settings()
    with opened_database(settings) as database:
        code = export_files(database, folder, now(), language=settings.desk_language, echo=typer.echo)
    raise typer.Exit(code)


@app.command("real-data")
def real_data(
    folder: Annotated[Path, typer.Argument(help="A folder with sales_and_returns.csv.")],
    expect: Annotated[str, typer.Option(help="Figures that must come out, with commas between.")] = "",
) -> None:
    """Import a wholesaler's real lines into a desk of their own and replay its credits as returns."""
    from bot.commands.real_data import run_real_data

    raise typer.Exit(run_real_data(_settings(), folder, typer.echo, expect=expect))


if __name__ == "__main__":
    app()
