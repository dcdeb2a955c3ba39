"""Settings: read once from the environment and `.env`, checked, and every mistake told at once.

The environment wins over `.env`; an empty value means the default. Without `BOT_TOKEN` the desk talks to
the local Telegram on this machine.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import fields
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.core.domain.journal import DEFAULT_ACCOUNTS, Accounts
from bot.core.domain.quiet_hours import QuietHours

TELEGRAM = "https://api.telegram.org"
LOCAL_TOKEN = "1000000001:LocalTelegramOnThisMachineNoSecret0"  # noqa: S105 - opens nothing but the local Telegram
SECRET_SIGNS = re.compile(
    r"[A-Za-z0-9_-]{32,256}"
)  # setWebhook takes at most 256 of these; fewer than 32 is guessable
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
SHORTEST_DAY = 3  # letters of a day's name
_SECRETS = ("BOT_TOKEN", "WEBHOOK_SECRET", "SMTP_PASSWORD")
_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_MAIL_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")


class SettingsRefused(Exception):
    """The settings cannot be used. `mistakes` holds one plain sentence for each; none repeats a secret."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _token(value: object) -> object:
    if not _TOKEN.fullmatch(str(value)):
        raise ValueError(
            "does not look like a bot token: digits, a colon, then at least 30 letters and digits"
        )
    return value


def _port(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"must be a whole number from 1 to 65535, not {text!r}")
    return int(text)


def _days(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 365):
        raise ValueError(f"must be a whole number of days from 1 to 365, not {text!r}")
    return int(text)


def _months(value: object) -> int:
    text = str(value)
    if text not in ("0", "1", "2", "3", "4", "6", "12"):
        raise ValueError(f"must be 1, 2, 3, 4, 6 or 12 months, or 0 for never, not {text!r}")
    return int(text)


def _backups(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and int(text) <= 365):
        raise ValueError(f"must be a whole number of backups up to 365, or 0 for none, not {text!r}")
    return int(text)


def _accounts(value: object) -> Accounts:
    """ "returns=4100, customers=1100"; what is not named keeps its default."""
    if isinstance(value, Accounts):
        return value
    known = {field.name for field in fields(Accounts)}
    chosen: dict[str, str] = {}
    for part in str(value).split(","):
        name, _, account = (piece.strip() for piece in part.partition("="))
        if name not in known or not account or len(account) > 20:
            raise ValueError(
                f"must be accounts such as returns=4100, customers=1100 ({', '.join(sorted(known))}); "
                f"{part.strip()!r} is none"
            )
        chosen[name] = account
    return Accounts(**chosen)


def _admin_ids(value: object) -> tuple[int, ...]:
    parts = (
        value.split(",")
        if isinstance(value, str)
        else list(value)
        if isinstance(value, tuple | list)
        else [value]
    )
    texts = [str(part).strip() for part in parts]
    wrong = [text for text in texts if text and not (text.isascii() and text.isdigit())]
    if wrong:
        raise ValueError(
            f"must be Telegram ids (whole numbers) with commas between them; {wrong[0]!r} is none"
        )
    return tuple(dict.fromkeys(int(text) for text in texts if text))


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ValueError, OSError, KeyError):
        raise ValueError(
            f"must be a time zone such as Europe/London or Asia/Shanghai, not {value!r}"
        ) from None


def _yes_or_no(value: object) -> bool:
    known = {
        "true": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
    }
    answer = known.get(str(value).strip().lower())
    if answer is None:
        raise ValueError(f"must be true or false, not {value!r}")
    return answer


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekday(value: object) -> int:
    text = str(value).strip().lower()
    found = [n for n, name in enumerate(_WEEKDAYS) if len(text) >= SHORTEST_DAY and name.startswith(text)]
    if len(found) != 1:
        raise ValueError(f"must be a day of the week such as Monday or Mon, not {value!r}")
    return found[0]


def _wall_time(value: object) -> time:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", str(value).strip())
    if found is None:
        raise ValueError(f"must be a time of day such as 09:00, not {value!r}")
    return time(int(found[1]), int(found[2]))


def _language(value: object) -> str:
    if str(value).lower() not in ("en", "zh"):
        raise ValueError(f"must be en or zh, not {value!r}")
    return str(value).lower()


def _quiet_hours(value: object) -> str:
    hours = QuietHours.parse(str(value))
    if hours is None:
        raise ValueError(f"must be two times such as 22:00-07:00, not {value!r}")
    return str(hours)


def _security(value: object) -> str:
    if str(value).lower() not in _SMTP_PORTS:
        raise ValueError(f"must be tls, starttls or none, not {value!r}")
    return str(value).lower()


def _mail_address(value: object) -> str:
    if not _MAIL_ADDRESS.fullmatch(str(value)):
        raise ValueError(f"must be an e-mail address, not {value!r}")
    return str(value)


def _paper_language(value: object) -> str:
    if str(value).lower() not in ("", "en", "zh", "both"):
        raise ValueError(f"must be en, zh or both, not {value!r}")
    return str(value).lower()


def _level(value: object) -> str:
    if str(value).upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError(f"must be DEBUG, INFO, WARNING or ERROR, not {value!r}")
    return str(value).upper()


def _database(value: object) -> str:
    if not re.match(r"(sqlite|postgresql)(\+\w+)?://", str(value)):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return str(value)


def _address(ending: str) -> BeforeValidator:
    def check(value: object) -> str:
        parts = urlsplit(str(value))
        host = parts.hostname or ""
        local = parts.scheme == "http" and (host in _LOCAL_HOSTS or "." not in host)  # a container's name
        if not (host and (parts.scheme == "https" or local)):
            raise ValueError(
                "must begin with https:// (http:// only for this machine): the token travels in it"
            )
        if not str(value).endswith(ending):
            raise ValueError(f"must end in {ending}")
        return str(value)

    return BeforeValidator(check)


def _webhook_url(value: object) -> str:
    parts = urlsplit(str(value))
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("must begin with https://")
    return str(value)


def _webhook_secret(value: object) -> object:
    if not SECRET_SIGNS.fullmatch(str(value)):
        raise ValueError("must be 32 to 256 of A-Z a-z 0-9 _ and -; make one with: openssl rand -hex 32")
    return value


Port = Annotated[int, BeforeValidator(_port)]


class Settings(BaseSettings):
    """Each setting is its name in small letters; `.env.example` says what it is for. See `load_settings`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", validate_default=False)

    bot_token: Annotated[SecretStr, BeforeValidator(_token)] = SecretStr(LOCAL_TOKEN)
    bot_base_url: Annotated[str, _address("/bot")] = ""  # filled in below
    bot_base_file_url: Annotated[str, _address("/file/bot")] = ""
    database_url: Annotated[str, BeforeValidator(_database)] = Field(default="", repr=False)
    data_dir: Path = Path("var")
    backup_dir: Path | None = None
    backup_keep: Annotated[int, BeforeValidator(_backups)] = 14
    sandbox_port: Port = 8081
    admin_ids: Annotated[tuple[int, ...], BeforeValidator(_admin_ids)] = ()
    desk_name: str = "Returns desk"
    desk_timezone: Annotated[str, BeforeValidator(_zone)] = "Europe/London"
    paper_language: Annotated[Literal["", "en", "zh", "both"], BeforeValidator(_paper_language)] = ""
    desk_language: Annotated[Literal["en", "zh"], BeforeValidator(_language)] = "en"
    claim_days: Annotated[int, BeforeValidator(_days)] = 10
    invitation_days: Annotated[int, BeforeValidator(_days)] = 7
    summary_day: Annotated[int, BeforeValidator(_weekday)] = 0
    summary_time: Annotated[time, BeforeValidator(_wall_time)] = time(9)
    policy_review_months: Annotated[int, BeforeValidator(_months)] = 3
    journal_accounts: Annotated[Accounts, BeforeValidator(_accounts)] = DEFAULT_ACCOUNTS
    one_person_shop: Annotated[bool, BeforeValidator(_yes_or_no)] = False
    inspection_quiz: Annotated[bool, BeforeValidator(_yes_or_no)] = False
    quiet_hours: Annotated[str, BeforeValidator(_quiet_hours)] = ""
    smtp_host: str = ""
    smtp_port: Port = 0  # filled in below
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Annotated[Literal["tls", "starttls", "none"], BeforeValidator(_security)] = "starttls"
    mail_from: Annotated[str, BeforeValidator(_mail_address)] = ""
    webhook_url: Annotated[str, BeforeValidator(_webhook_url)] = ""
    webhook_secret: Annotated[SecretStr, BeforeValidator(_webhook_secret)] = SecretStr("")
    webhook_listen: str = "127.0.0.1"
    webhook_port: Port = 8443
    log_level: Annotated[str, BeforeValidator(_level)] = "INFO"

    @classmethod
    def settings_customise_sources(  # the signature is the library's
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands over: it alone decides which source wins."""
        return (init_settings,)

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, values: dict[str, object]) -> dict[str, object]:
        port = values.get("sandbox_port", 8081)
        host = TELEGRAM if values.get("bot_token") else f"http://127.0.0.1:{port}"
        folder = Path(str(values.get("data_dir", "var")))
        security = str(values.get("smtp_security", "starttls")).lower()
        return {
            "smtp_port": str(_SMTP_PORTS.get(security, 587)),
            "bot_base_url": f"{host}/bot",
            "bot_base_file_url": f"{host}/file/bot",
            "database_url": f"sqlite:///{(folder / 'desk.sqlite').as_posix()}",
        } | values

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.webhook_url and not self.webhook_secret.get_secret_value():
            raise ValueError("WEBHOOK_URL needs a WEBHOOK_SECRET; make one with: openssl rand -hex 32")
        if self.smtp_host and not self.mail_from:
            raise ValueError("SMTP_HOST needs a MAIL_FROM: the address that the desk writes from")
        if self.smtp_host and self.smtp_security == "none" and self.smtp_host not in _LOCAL_HOSTS:
            raise ValueError("SMTP_SECURITY=none is for a server on this machine only; use tls or starttls")
        return self

    @property
    def talks_to_local_telegram(self) -> bool:
        """True where no token was given."""
        return self.bot_token.get_secret_value() == LOCAL_TOKEN


NAMES = tuple(name.upper() for name in Settings.model_fields)


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Settings from `environ` (None: this process's) over `env_file`; SettingsRefused names all mistakes."""
    written = _read_env_file(env_file)
    mistakes = _misspelt(written) + _exposed(env_file, written)
    environment = os.environ if environ is None else environ
    given = written | {name: value for name, value in environment.items() if name in NAMES}
    try:
        settings = Settings(**{name.lower(): value.strip() for name, value in given.items() if value.strip()})  # type: ignore[arg-type]  # texts; the validators make them what they are
    except ValidationError as refused:
        raise SettingsRefused(mistakes + [_sentence(error) for error in refused.errors()]) from None
    if mistakes:
        raise SettingsRefused(mistakes)
    return settings


def _read_env_file(env_file: Path) -> dict[str, str]:
    if not env_file.is_file():
        return {}
    try:
        found = dotenv_values(env_file, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as trouble:
        raise SettingsRefused([f"{env_file} cannot be read: {trouble}"]) from None
    return {name: value or "" for name, value in found.items()}


def _misspelt(written: Mapping[str, str]) -> list[str]:
    mistakes = []
    for name in written:
        likely = difflib.get_close_matches(name.upper(), NAMES, n=1, cutoff=0.8)
        if name not in NAMES and likely:
            mistakes.append(f"{name} in .env is no setting; {likely[0]} is one.")
    return mistakes


def _exposed(env_file: Path, written: Mapping[str, str]) -> list[str]:
    if os.name != "posix" or not any(written.get(name, "").strip() for name in _SECRETS):
        return []
    if not env_file.stat().st_mode & stat.S_IROTH:
        return []
    return [f"{env_file} holds a secret and everybody on this machine can read it. Run: chmod 600 {env_file}"]


def _sentence(error: Mapping[str, object] | object) -> str:
    assert isinstance(error, Mapping)
    text = str(error["msg"]).removeprefix("Value error, ")
    place = error["loc"]
    name = str(place[0]).upper() if isinstance(place, tuple) and place else ""
    return f"{name} {text}.".strip()
