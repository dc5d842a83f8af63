"""The command line for operators: `python -m bot <verb>`; `make` calls it."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.accounts.commands import add_users_verb
from bot.calendar.published_years import CalendarError
from bot.database import Database
from bot.dialogue.training import TrainingError, model_for, train
from bot.directory.loading import DirectoryError
from bot.hotline import Hotline
from bot.profile import ProfileError, load_profile
from bot.settings import Settings, SettingsError

ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one verb and return the exit code: 0 good, 1 not, 2 not understood."""
    options = _parser().parse_args(arguments)
    try:
        result: int = options.run(options)
    except (SettingsError, ProfileError, CalendarError, DirectoryError) as error:
        return _fail(f"设置有误：{error}")
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        return _fail(f"数据库用不了：{cause}\n  检查 DATABASE_URL，以及数据库是否已经启动。")
    except TrainingError as error:
        return _fail(f"训练没有成功，Rasa 最后说：\n{error}\n  改好数据后运行 make validate 检查。")
    except KeyboardInterrupt:
        return 130
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="小保：金融消费者投诉热线")
    verbs = parser.add_subparsers(required=True, metavar="动作")

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> None:
        verbs.add_parser(name, help=text, description=text).set_defaults(run=run)

    add("serve", _serve, "升级数据库，需要时训练，启动热线")
    add("migrate", _migrate, "升级数据库结构")
    add("check", _check, "检查设置、热线配置、工作日历、数据库和模型")
    add("train", _train, "数据变了才训练模型")
    verbs.choices["train"].add_argument("--force", action="store_true", help="数据没变也重新训练")
    add_users_verb(verbs)
    return parser


def _serve(_options: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    load_profile(settings.profile)  # a wrong profile is said before minutes of training, not after
    _upgrade(settings)
    model = _present_model()
    _say("正在启动，几秒就好……")
    _keep_quiet_about_old_libraries()
    from bot.server import serve  # imports Rasa and TensorFlow, which takes seconds

    serve(settings, model)
    return 0


def _keep_quiet_about_old_libraries() -> None:
    """What Rasa's libraries deprecate tells operators nothing; one of them undoes any filter."""
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


def _train(options: argparse.Namespace) -> int:
    _present_model(force=options.force)
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    _upgrade(Settings.from_environment())
    return 0


def _check(_options: argparse.Namespace) -> int:
    hotline = Hotline.open(Settings.from_environment())
    try:
        notes = list(_notes(hotline))
    finally:
        hotline.database.close()
    _say(f"热线：{hotline.profile.name}（{hotline.profile.id}）")
    _say(f"地址：http://{hotline.settings.host}:{hotline.settings.port}")
    for note in notes:
        _say(f"注意：{note}")
    _say(f"有 {len(notes)} 处要看一看。" if notes else "都好，可以上线。")
    return 1 if notes else 0


def _notes(hotline: Hotline) -> Iterator[str]:
    for year in hotline.calendar.missing_years(hotline.today()):
        yield f"{year} 年的放假安排还没有录入，数到这一年的期限只是暂定；请写进 var/holidays.yml"
    if not hotline.database.is_current():
        yield "数据库还不是最新结构，请运行 make migrate"
    if not model_for(ROOT).exists():
        yield "还没有当前数据的模型，请运行 make train"


def _upgrade(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        database.upgrade()
    finally:
        database.close()
    _say("数据库已是最新结构。")


def _present_model(force: bool = False) -> Path:
    """Return the model for the present data, trained now if there is none."""
    model = model_for(ROOT)
    if model.exists() and not force:
        _say(f"模型已是最新：{model.name}")
        return model
    _say("数据有变化，正在训练模型，大约一分钟：")
    model = train(ROOT)
    _say(f"训练好了：{model.name}")
    return model


def _say(text: str) -> None:
    print(text, flush=True)


def _fail(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return 1
