"""The command line: thin; parses, calls, prints."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as Shown
from rich.text import Text

import counterfeit_graph as cg
from counterfeit_graph.model.errors import CounterfeitGraphError, OptionError, nearest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from counterfeit_graph.model.table import Table

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
# Gangs in the table that is printed; gangs.csv has all of them.
_MOST_GANGS = 10


@click.group(context_settings=_CONTEXT)
@click.version_option(cg.__version__, prog_name="counterfeit-graph")
def cli() -> None:
    """Find the organised trade behind a marketplace's tables.

    \b
    A first run:
      counterfeit-graph simulate case --accounts 5000     a made-up case with a known truth
      counterfeit-graph investigate case --out out        the gangs in it; open out/report.html
      counterfeit-graph score out case/truth              how good the answer is
      counterfeit-graph plan out --gang G0001 --budget 5  what to do about one gang, and what is left of it
    With tables of your own:
      counterfeit-graph map FOLDER > FOLDER/case.yaml     propose which column is which; read it, correct it
      counterfeit-graph investigate FOLDER --out out
    After an installation, so that no command waits for what is compiled once:
      counterfeit-graph warm
    """


@cli.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write; must not exist.")
@click.option("--seed", default=0, show_default=True, help="Seed of the resampling behind stability.")
@click.option(
    "--options", "options_file", type=click.Path(path_type=Path), help="YAML file of options, e.g. 'reruns: 50'."
)
@click.option("--judgements", type=click.Path(path_type=Path), help="CSV of people's judgements to respect.")
@click.option("--after", type=click.Path(path_type=Path), help="OUT of an earlier run: its gangs keep their ids.")
@click.option("--parquet", is_flag=True, help="Write the tables as Parquet as well.")
@click.option("--dossiers", is_flag=True, help="Write a dossier for each gang.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def investigate(case: Path, out: Path, **chosen: Any) -> None:
    """Find the gangs in CASE and write every result to OUT.

    CASE is a folder with one file per table (.csv, .tsv, .parquet, .xlsx, .jsonl, also gzipped; only 'accounts' is
    required), or a DuckDB file. Columns with other names are declared in CASE/case.yaml: see 'counterfeit-graph map'.
    """
    from counterfeit_graph.exports.tables import check_output

    check_output(out)
    options = _options(chosen["options_file"])
    if chosen["after"]:
        options = replace(options, after=str(_existing(chosen["after"])))
    with _progress(quiet=chosen["quiet"]) as tell, _compiling(quiet=chosen["quiet"]):
        run = cg.investigate(
            _existing(case), options=options, seed=chosen["seed"], progress=tell, judgements=chosen["judgements"]
        )
        tell("write")
        run.save(out, parquet=chosen["parquet"], dossiers=chosen["dossiers"])
    if not chosen["quiet"]:
        _summary(run, out)


@cli.command(name="map")
@click.argument("folder", type=click.Path(path_type=Path))
def map_command(folder: Path) -> None:
    """Propose a case.yaml for the tables in FOLDER: which file is which table, which column is which."""
    from counterfeit_graph.records import propose_mapping

    click.echo(propose_mapping(_existing(folder)), nl=False)


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--accounts", default=20_000, show_default=True, help="Number of accounts.")
@click.option("--seed", default=7, show_default=True, help="Another seed, another world.")
@click.option("--evasion", default=0.5, show_default=True, type=click.FloatRange(0, 1), help="How well the gangs hide.")
@click.option(
    "--kind", default="csv", show_default=True, type=click.Choice(["csv", "parquet"]), help="File format of the tables."
)
def simulate(out: Path, **chosen: Any) -> None:
    """Write a made-up case to OUT, and who is who in it to OUT/truth."""
    from counterfeit_graph.exports.tables import check_output

    check_output(out)
    world = cg.simulate(chosen["accounts"], seed=chosen["seed"], evasion=chosen["evasion"])
    world.save(out, kind=chosen["kind"])
    gangs = len(world.truth["gangs"])
    click.echo(f"{out}: {chosen['accounts']:,} accounts, {gangs} gangs; the truth is in {out / 'truth'}")


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("truth", type=click.Path(path_type=Path))
def score(out: Path, truth: Path) -> None:
    """Compare the answer in OUT with the TRUTH of a simulated case."""
    found = cg.score(_existing(out), _existing(truth))
    _print_table(found.table, "Score")


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("a")
@click.argument("b")
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "zh"]))
@click.option("--case", "case", required=True, type=click.Path(path_type=Path), help="The case that OUT was made from.")
def explain(out: Path, a: str, *, b: str, **chosen: Any) -> None:
    """Say why the accounts A and B of a saved run are linked, by its own options, judgements and parameters."""
    from counterfeit_graph.rerun import evidence_of

    with _compiling():
        evidence = evidence_of(_existing(out), _existing(chosen["case"]), between=(a, b))
    click.echo(str(cg.explain(evidence, between=(a, b), language=chosen["language"])))


@cli.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--gang", "gang_id", required=True, help="Id of the gang, as in OUT/gangs.csv.")
@click.option("--budget", type=float, help="Units of one ordinary action; that of the run if left out.")
@click.option("--waves", default=1, show_default=True, type=click.IntRange(1, 100), help="Days on which to strike.")
@click.option("--action", "actions", multiple=True, help="An action that may be taken; all, if left out.")
def plan(out: Path, gang_id: str, **chosen: Any) -> None:
    """Plan anew against a gang of a saved run: which steps, what each takes away, and what is left.

    The same budget gives the plan that the run made. Beside it stands what simpler rankings leave of the same budget.
    """
    from counterfeit_graph.takedown.legal import assess
    from counterfeit_graph.takedown.saved import load_gang
    from counterfeit_graph.views.plan_text import compared, in_words, steps

    gang = load_gang(_existing(out), gang_id)
    options, seed = gang.settings["options"], gang.settings["seed"]
    budget = options["budget"] if chosen["budget"] is None else chosen["budget"]
    waves = [budget / chosen["waves"]] * chosen["waves"]
    with _compiling():
        made = cg.plan_takedown(gang, budget=waves, actions=chosen["actions"] or None, seed=seed).bounded()
    unit = made.made_with["unit"]
    _print_table(steps(made), f"{gang_id}: {len(made)} steps for {made.table['cost'].sum():g} of {budget:g}, in {unit}")
    _print_table(compared(made), "Left by the plan and by simpler rankings: in all, and under each rule of recovery")
    for line in in_words(made, assess(gang)):
        click.echo(line)


@cli.command(name="warm")
def warm_command() -> None:
    """Compile what is compiled once on each machine, so that no later command waits for it.

    A minute or two, and nothing where all is compiled already. See the variable NUMBA_CACHE_DIR for where it is kept.
    """
    from counterfeit_graph.warm import warm

    started = time.monotonic()
    count = warm(lambda: click.echo("compiling", err=True))
    click.echo(f"compiled in {time.monotonic() - started:.0f} seconds" if count else "all is compiled already")


def _existing(path: Path) -> Path:
    if not path.exists():
        near = nearest_of(path.name, [p.name for p in path.parent.iterdir()]) if path.parent.is_dir() else ""
        msg = "does not exist"
        raise OptionError(msg, where=str(path), nearest=near)
    return path


def _options(path: Path | None) -> Any:
    """Options from YAML; a key that is unknown is an error that names the nearest one."""
    from counterfeit_graph.investigation import options_of

    if path is None:
        return options_of({})
    try:
        loaded = yaml.safe_load(_existing(path).read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        msg = "is not YAML"
        raise OptionError(msg, where=str(path)) from fault
    return options_of({} if loaded is None else loaded)


@contextmanager
def _compiling(*, quiet: bool = False) -> Iterator[None]:
    """One line if anything must be compiled, on a terminal and elsewhere: the first command takes longer for it."""
    from counterfeit_graph.model._kernels_compiled import compiling

    said = "compiling, once on this machine: up to a minute or two ('counterfeit-graph warm' does it ahead)"
    with compiling((lambda: None) if quiet else (lambda: click.echo(said, err=True))):
        yield


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, nothing elsewhere."""
    from counterfeit_graph.investigation import STEPS

    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("start", total=len(STEPS) + 1)

        def tell(step: str) -> None:
            done = STEPS.index(step) if step in STEPS else len(STEPS)
            bar.update(task, description=step, completed=done)

        yield tell


def _summary(run: Any, out: Path) -> None:
    """What was found, in a few lines."""
    found = run.run["found"]
    shown = run.gangs.table.select(
        "gang_id", "accounts", "dens", "platforms", "tier", "decibans", "stability", "expected_false"
    )
    title = f"{found['gangs']} gangs, {found['members']} members, {found['uncertain']} uncertain"
    if len(shown) > _MOST_GANGS:
        title += f"; {_MOST_GANGS} of {len(shown):,} gangs shown"
    _print_table(shown.take(range(min(len(shown), _MOST_GANGS))), title)
    if run.since is not None:
        events = Counter(run.since["event"].tolist())
        said = ", ".join(f"{count} {event}" for event, count in sorted(events.items()))
        click.echo(f"since the earlier run: {said or 'no gang before or now'}")
    reasons = run.records.reasons()
    said = "; ".join(f"{row['count']} {row['reason']} in {row['table']}" for row in reasons.rows()[:5])
    click.echo(
        "accounts {accounts:,}, links {links:,}, hubs {hubs:,}, groups without a sign {groups:,}".format(**found)
    )
    click.echo(f"refused {found['refused']:,} rows and cells" + (f": {said}" if said else ""))
    click.echo(
        f"expected false names {found['expected_false_names']}, {found['expected_false_names_per_10000']} in 10,000"
    )
    lists = "; ".join(
        "{list} {expected_false:g} of {names:,}".format(**row) for row in run.lists.rows() if row["names"]
    )
    click.echo(f"expected false names in each list: {lists or 'no list has any'}")
    click.echo(f"report: {out / 'report.html'}")


def _print_table(table: Table, title: str) -> None:
    shown = Shown(title=title, title_justify="left")
    for name in table.columns:
        shown.add_column(name, justify="left" if table[name].dtype == object else "right", overflow="fold")
    for row in table.rows():
        # Plain text: names come from sellers and may look like markup.
        shown.add_row(*(Text(_cell(value)) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else 120).print(shown)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def main() -> None:
    """Run the command; a fault of the call or the case ends with exit code 2 and one line."""
    code = _run()
    sys.stdout.flush()
    sys.stderr.flush()
    # Arrow's reader threads may still be at work when a fault ends the command, and abort a process that is taken down
    # around them (apache/arrow issue 34314): all that was to be written is written, so nothing is taken down.
    os._exit(code)


def _run() -> int:
    try:
        cli(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        return 2
    except click.exceptions.Abort:
        return 130
    except CounterfeitGraphError as fault:
        click.echo(f"counterfeit-graph: {fault}", err=True)
        return 2
    return 0


if __name__ == "__main__":
    main()
