"""The commands of the portal: `python -m app COMMANDE --help`. Each ends with one clear sentence and changes nothing on bad input."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")

from app import settings
from app.core import audit, clock, database, logs, migrations, minding, postgres, resealing, sealing, serving
from app.core.arguments import Parser
from app.settings import Settings
from components import french

Answer = TypeVar("Answer")
Command = Callable[[argparse.Namespace], str | None]
WithSettings = Callable[[argparse.Namespace, Settings], str | None]

EXPECTED = (settings.SettingsError, postgres.PostgresError, serving.PortInUse, database.Unreachable, migrations.MigrationError)
UNREADABLE = "Des pièces ou des données ne s’ouvrent avec aucune clé de PORTAIL_DATA_KEYS : remettez les clés qui ont servi, à la suite de la première."
NOT_MIGRATED = "La base de données n’est pas à jour : lancez d’abord « python -m app migrate »."


class Refused(Exception):
    """Bad input: one French sentence, nothing was changed."""


def main() -> int:
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    arguments = _parser().parse_args()
    try:
        said = arguments.run(arguments)
    except (*EXPECTED, Refused) as refused:
        print(refused, file=sys.stderr)
        return 1
    except database.OUTDATED:
        print(NOT_MIGRATED, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return _tell(said) if said else 0


def _tell(said: str) -> int:
    """Whoever reads may stop before the end, as `head` does: Python would complain of it on its way out."""
    try:
        print(said, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def serve(_arguments: argparse.Namespace, current: Settings) -> None:
    logs.configure()
    serving.refuse_used_port(current)
    clock.share_origin()
    with _database(current) as embedded:
        asyncio.run(_prepare(current))
        with minding.minded(current, embedded=embedded, once_open=lambda: _tell_open(current)):
            serving.serve(current, target="app.main:create")


def _tell_open(current: Settings) -> None:
    print(f"Le portail est ouvert : {current.base_url}", flush=True)
    if current.environment is settings.Environment.DEMO:
        from app.demo import sign_ins  # noqa: PLC0415 - the demo is not loaded in production

        print(sign_ins.told(), flush=True)


def work(_arguments: argparse.Namespace, current: Settings) -> None:
    from jobs import worker  # noqa: PLC0415 - arq is loaded by its workers alone

    if current.redis_url is None:
        raise Refused("PORTAIL_REDIS_URL manque : sans Redis, les travaux sont faits par « python -m app serve », rien d’autre n’est à lancer.")
    with _database(current):
        worker.run()


def migrate(_arguments: argparse.Namespace, current: Settings) -> str:
    with _database(current):
        asyncio.run(migrations.apply_pending())
    return "La base de données est à jour."


def load(arguments: argparse.Namespace, current: Settings) -> str:
    from app.bookings import actions  # noqa: PLC0415
    from app.catalogue import commune_file  # noqa: PLC0415

    flags = {"cancel_affected": arguments.cancel_affected, "overwrite": arguments.overwrite, "dry_run": arguments.dry_run}
    with _database(current):
        try:
            return str(asyncio.run(_with_pool(lambda: actions.load_catalogue(arguments.file, now=clock.now(), **flags))))
        except commune_file.Refused as refused:
            raise Refused(str(refused)) from refused


def export(arguments: argparse.Namespace, current: Settings) -> str:
    from app.catalogue import exporting  # noqa: PLC0415

    with _database(current):
        try:
            return asyncio.run(_with_pool(lambda: exporting.export(arguments.file, replace=arguments.replace)))
        except exporting.NotExported as refused:
            raise Refused(str(refused)) from refused


def import_families(arguments: argparse.Namespace, current: Settings) -> str:
    from app.intake import console, sheet  # noqa: PLC0415

    flags = {"apply": arguments.apply, "skip_errors": arguments.skip_errors}
    with _database(current):
        try:
            return asyncio.run(_with_pool(lambda: console.import_file(arguments.file, now=clock.now(), **flags)))
        except sheet.NotASheet as refused:
            raise Refused(f"{arguments.file.name} : {refused}") from refused
        except console.WithErrors as refused:
            raise Refused(str(refused)) from refused
        except OSError as unreadable:
            raise Refused(f"{arguments.file.name} : ce fichier ne s’ouvre pas. Vérifiez son nom et ses droits.") from unreadable


def publish(arguments: argparse.Namespace, current: Settings) -> str:
    from app.catalogue import commune_file  # noqa: PLC0415
    from app.messages import publishing  # noqa: PLC0415

    with _database(current):
        try:
            return asyncio.run(_with_pool(lambda: publishing.publish(arguments.file, now=clock.now())))
        except commune_file.Refused as refused:
            raise Refused(str(refused)) from refused


def cutoffs(arguments: argparse.Namespace) -> str:
    """The file alone decides: neither database nor settings are asked."""
    from app.catalogue import commune_file, cutoff_table  # noqa: PLC0415

    codes = {"activity": arguments.activity, "unit": arguments.unit, "group": arguments.group}
    asked = cutoff_table.Asked(first=getattr(arguments, "from"), last=arguments.to, **codes)
    try:
        return cutoff_table.printed(arguments.file, asked, as_json=arguments.format == "json")
    except commune_file.Refused as refused:
        raise Refused("\n".join(refused.problems)) from refused


def invite(arguments: argparse.Namespace, current: Settings) -> str:
    from app.accounts import actions  # noqa: PLC0415

    with _database(current):
        try:
            return asyncio.run(_with_pool(lambda: actions.invite_from_console(arguments.email, now=clock.now())))
        except actions.InvitationRefused as refused:
            raise Refused(str(refused)) from refused


def add_agent(arguments: argparse.Namespace, current: Settings) -> str:
    from app.staff.actions import team  # noqa: PLC0415
    from app.staff.rules.rights import Role  # noqa: PLC0415

    names = {"first_name": arguments.first_name.strip(), "last_name": arguments.last_name.strip()}
    if not all(names.values()):
        raise Refused("Donnez le prénom et le nom de cet agent.")
    with _database(current):
        try:
            return asyncio.run(_with_pool(lambda: team.add_from_console(**names, email=arguments.email, role=Role(arguments.role), now=clock.now())))
        except team.AgentRefused as refused:
            raise Refused(str(refused)) from refused


def jobs(arguments: argparse.Namespace, current: Settings) -> str:
    from jobs import dead_letters  # noqa: PLC0415

    with _database(current):
        if not arguments.retry:
            return asyncio.run(_with_pool(lambda: dead_letters.describe(now=clock.now())))
        try:
            return asyncio.run(_with_pool(lambda: dead_letters.retry(arguments.retry, now=clock.now())))
        except dead_letters.NoSuchJob as refused:
            raise Refused(str(refused)) from refused


def demo(_arguments: argparse.Namespace, current: Settings) -> str:
    from app.demo import sign_ins  # noqa: PLC0415

    if current.is_production:
        raise Refused("La démonstration ne se charge pas en production : donnez PORTAIL_ENV=demo, avec une base de données à part.")
    with _database(current):
        asyncio.run(_prepare(current))
    return sign_ins.told()


def rekey(_arguments: argparse.Namespace, current: Settings) -> str:
    from app.documents import storage  # noqa: PLC0415

    with _database(current):
        try:
            values = asyncio.run(_with_pool(resealing.reseal_columns))
            files = sum(storage.reseal(document_id, now=clock.now()) for document_id in storage.ids())
        except sealing.Unreadable as unreadable:
            raise Refused(UNREADABLE) from unreadable
    told = (french.count(values, one="valeur rechiffrée", many="valeurs rechiffrées"), french.count(files, one="fichier rechiffré", many="fichiers rechiffrés"))
    return f"Tout est chiffré avec la première clé de PORTAIL_DATA_KEYS : {told[0]}, {told[1]}. Les autres clés ne servent plus qu’aux sauvegardes."


def check(_arguments: argparse.Namespace, current: Settings) -> str:
    with _database(current):
        broken, unknown = asyncio.run(_with_pool(_looked_over))
    if unknown:
        raise Refused(f"{UNREADABLE} Illisibles aujourd’hui : {unknown}.")
    if broken is not None:
        raise Refused(f"Le journal d’audit a été modifié : l’entrée n° {broken} ne correspond plus à son sceau. Prévenez votre responsable de la sécurité.")
    return "Les réglages sont bons, la base de données répond, le journal d’audit est intact, ce qui est chiffré se lit."


async def _looked_over() -> tuple[int | None, int]:
    """The first broken entry of the audit trail, and how many values and files no key opens."""
    from app.documents import storage  # noqa: PLC0415

    files = sum(not storage.is_under_known_key(document_id) for document_id in storage.ids())
    return await audit.first_broken(), files + await resealing.count_unknown()


async def _prepare(current: Settings) -> None:
    """Migrations before anything is served; in demo, the demo commune."""
    await migrations.apply_pending()
    if current.environment is settings.Environment.DEMO:
        from app.demo import actions  # noqa: PLC0415

        await _with_pool(lambda: actions.load_demo(now=clock.now()))


async def _with_pool(action: Callable[[], Awaitable[Answer]]) -> Answer:
    await database.open_pool(largest=2)
    try:
        return await action()
    finally:
        await database.close_pool()


@contextmanager
def _database(current: Settings) -> Iterator[postgres.Server | None]:
    """The database of the settings, or the embedded one for as long as the command runs. Children find it in the environment."""
    if current.database_url:
        asyncio.run(database.require_answer())
        yield None
        return
    with postgres.start(current.data_dir) as embedded:
        os.environ["PORTAIL_DATABASE_URL"] = embedded.url
        settings.current.cache_clear()
        yield embedded


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m app", description="Le Portail Familles : servir, préparer, vérifier.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE", title="commandes")

    def add(name: str, run: Command, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own word
        command = commands.add_parser(name, prog=f"python -m app {name}", help=help, description=help)
        command.set_defaults(run=run)
        return command

    add("serve", _with_settings(serve), help="Ouvre le portail (port : variable PORT, 8000 par défaut).")
    add("work", _with_settings(work), help="Fait les travaux en attente avec Redis (PORTAIL_REDIS_URL).")
    add("migrate", _with_settings(migrate), help="Met la base de données à jour.")
    _add_load(add("load", _with_settings(load), help="Charge le catalogue d’une commune. Refuse ce qui annulerait des réservations, et en donne la liste."))
    _add_export(add("export", _with_settings(export), help="Écrit le fichier de la commune tel qu’il est, avec ce que le bureau a changé."))
    _add_cutoffs(add("cutoffs", cutoffs, help="Montre jusqu’à quand chaque unité se réserve et s’annule, d’après un fichier de commune."))
    _add_import(add("import-families", _with_settings(import_families), help="Importe des familles d’un fichier CSV. Sans --apply, montre ce que cela ferait."))
    add("publish", _with_settings(publish), help="Publie des actualités et envoie des messages aux familles.").add_argument(
        "file", metavar="FICHIER", type=Path, help="un fichier TOML (voir docs/commune.md)"
    )
    add("invite", _with_settings(invite), help="Invite un adulte à créer son accès.").add_argument("email", metavar="ADRESSE", help="son adresse électronique")
    _add_agent(add("add-agent", _with_settings(add_agent), help="Invite un agent du service ; la première personne de l’administration vient d’ici."))
    add("jobs", _with_settings(jobs), help="Montre les travaux en attente et abandonnés.").add_argument(
        "--retry", metavar="ID", help="relance un travail abandonné, ou « all » pour tous"
    )
    add("demo", _with_settings(demo), help="Charge la commune de démonstration et ses familles.")
    add("rekey", _with_settings(rekey), help="Rechiffre tout ce qui est gardé chiffré avec la première clé de PORTAIL_DATA_KEYS.")
    add("check", _with_settings(check), help="Vérifie les réglages, la base de données, le journal d’audit et les clés de chiffrement.")
    return parser


def _with_settings(run: WithSettings) -> Command:
    return lambda arguments: run(arguments, settings.current())


def _add_load(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FICHIER", type=Path, help="un fichier TOML (voir docs/commune.md)")
    command.add_argument("--dry-run", action="store_true", help="montre ce que ce chargement changerait, sans rien changer")
    command.add_argument("--cancel-affected", action="store_true", help="annule les réservations que le fichier ne permet plus, et écrit aux familles")
    command.add_argument("--overwrite", action="store_true", help="abandonne ce que le bureau a changé et que le fichier ne dit pas")


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FICHIER", help="où l’écrire, avec ses images et ses PDF à côté ; « - » l’écrit à l’écran")
    command.add_argument("--replace", action="store_true", help="remplace les fichiers qui portent déjà ces noms")


def _add_agent(command: argparse.ArgumentParser) -> None:
    command.add_argument("email", metavar="ADRESSE", help="son adresse électronique professionnelle")
    command.add_argument("--first-name", metavar="PRÉNOM", required=True, help="son prénom")
    command.add_argument("--last-name", metavar="NOM", required=True, help="son nom")
    roles = ("administration", "direction", "accueil", "regie")
    command.add_argument("--role", choices=roles, default="administration", help="son rôle (un responsable de site s’ajoute depuis le portail)")


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FICHIER", type=Path, help="un fichier CSV (voir docs/import.md)")
    command.add_argument("--apply", action="store_true", help="importe pour de bon ; refusé tant que le fichier a des erreurs")
    command.add_argument("--skip-errors", action="store_true", help="laisse de côté les familles qui ont une erreur, et importe les autres")


def _add_cutoffs(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FICHIER", type=Path, help="un fichier TOML (voir docs/commune.md)")
    command.add_argument("--from", metavar="JOUR", type=_day, required=True, help="premier jour, par exemple 2027-05-10")
    command.add_argument("--to", metavar="JOUR", type=_day, required=True, help="dernier jour, compris")
    command.add_argument("--activity", metavar="CODE", help="cette activité seulement")
    command.add_argument("--unit", metavar="CODE", help="cette unité seulement")
    command.add_argument("--group", metavar="CODE", help="ce groupe seulement")
    command.add_argument("--format", choices=("table", "json"), default="table", help="tableau à lire, ou JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as unreadable:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un jour ; écrivez-le comme 2027-05-10.") from unreadable


if __name__ == "__main__":
    sys.exit(main())
