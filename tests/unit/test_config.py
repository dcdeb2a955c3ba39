"""Settings: which source wins, what is refused and in what words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.config import LOCAL_TOKEN, NAMES, Settings, SettingsRefused, load_settings
from bot.core.domain.journal import Accounts
from bot.logging_setup import redact

TOKEN = "987654321:AAcanaryCanaryCanaryCanaryCanary012"
SECRET = "s" * 40
NOWHERE = Path("no-such-file.env")


def refused(environ: dict[str, str], env_file: Path = NOWHERE) -> list[str]:
    with pytest.raises(SettingsRefused) as caught:
        load_settings(environ, env_file)
    return caught.value.mistakes


def test_without_any_setting_the_desk_talks_to_the_local_telegram() -> None:
    settings = load_settings({}, NOWHERE)
    assert settings.bot_token.get_secret_value() == LOCAL_TOKEN
    assert settings.talks_to_local_telegram
    assert settings.bot_base_url == "http://127.0.0.1:8081/bot"
    assert settings.bot_base_file_url == "http://127.0.0.1:8081/file/bot"
    assert settings.database_url == "sqlite:///var/desk.sqlite"
    assert (settings.desk_timezone, settings.desk_language, settings.admin_ids) == ("Europe/London", "en", ())


def test_with_a_token_it_talks_to_telegram() -> None:
    settings = load_settings({"BOT_TOKEN": TOKEN}, NOWHERE)
    assert settings.bot_base_url == "https://api.telegram.org/bot"
    assert settings.bot_base_file_url == "https://api.telegram.org/file/bot"
    assert not settings.talks_to_local_telegram


def test_the_local_addresses_follow_the_port_and_the_database_the_folder() -> None:
    settings = load_settings({"SANDBOX_PORT": "9000", "DATA_DIR": "elsewhere"}, NOWHERE)
    assert settings.bot_base_url == "http://127.0.0.1:9000/bot"
    assert settings.database_url == "sqlite:///elsewhere/desk.sqlite"


def test_the_environment_wins_over_the_file_even_when_it_is_empty(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DESK_LANGUAGE=zh\nDESK_TIMEZONE=Asia/Shanghai\nDESK_NAME=\n", encoding="utf-8")
    settings = load_settings({"DESK_TIMEZONE": "Europe/Berlin", "DESK_LANGUAGE": ""}, file)
    assert (settings.desk_timezone, settings.desk_language, settings.desk_name) == (
        "Europe/Berlin",
        "en",
        "Returns desk",
    )


def test_values_are_read_as_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('ADMIN_IDS=" 42, 7,42 "\nONE_PERSON_SHOP=Yes\nDESK_NAME="退货 #1"\n', encoding="utf-8")
    settings = load_settings({}, file)
    assert (settings.admin_ids, settings.one_person_shop, settings.desk_name) == ((42, 7), True, "退货 #1")


def test_all_mistakes_are_told_at_once_in_plain_sentences() -> None:
    mistakes = refused(
        {
            "BOT_TOKEN": "hello",
            "SANDBOX_PORT": "eighty",
            "ADMIN_IDS": "42,ann",
            "DESK_TIMEZONE": "Europe/Nowhere",
            "DESK_LANGUAGE": "fr",
            "DATABASE_URL": "mysql://x",
            "BOT_BASE_URL": "http://example.org/bot",
            "BOT_BASE_FILE_URL": "https://example.org/bot",
            "LOG_LEVEL": "loud",
            "ONE_PERSON_SHOP": "maybe",
            "WEBHOOK_SECRET": "short",
        }
    )
    assert mistakes == [
        "BOT_TOKEN does not look like a bot token: digits, a colon, then at least 30 letters and digits.",
        "BOT_BASE_URL must begin with https:// (http:// only for this machine): the token travels in it.",
        "BOT_BASE_FILE_URL must end in /file/bot.",
        "DATABASE_URL must begin with sqlite:/// or postgresql://.",
        "SANDBOX_PORT must be a whole number from 1 to 65535, not 'eighty'.",
        "ADMIN_IDS must be Telegram ids (whole numbers) with commas between them; 'ann' is none.",
        "DESK_TIMEZONE must be a time zone such as Europe/London or Asia/Shanghai, not 'Europe/Nowhere'.",
        "DESK_LANGUAGE must be en or zh, not 'fr'.",
        "ONE_PERSON_SHOP must be true or false, not 'maybe'.",
        "WEBHOOK_SECRET must be 32 to 256 of A-Z a-z 0-9 _ and -; make one with: openssl rand -hex 32.",
        "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not 'loud'.",
    ]


def test_a_webhook_needs_https_and_a_secret() -> None:
    assert refused({"WEBHOOK_URL": "https://desk.example.org/in"}) == [
        "WEBHOOK_URL needs a WEBHOOK_SECRET; make one with: openssl rand -hex 32."
    ]
    assert refused({"WEBHOOK_URL": "http://desk.example.org", "WEBHOOK_SECRET": SECRET}) == [
        "WEBHOOK_URL must begin with https://."
    ]


def test_secrets_appear_in_no_text_made_from_the_settings() -> None:
    settings = load_settings(
        {"BOT_TOKEN": TOKEN, "WEBHOOK_SECRET": SECRET, "DATABASE_URL": "postgresql://desk:hush@db/desk"},
        NOWHERE,
    )
    for text in (repr(settings), str(settings)):
        assert not any(secret in text for secret in (TOKEN, SECRET, "hush"))


def test_a_mistake_never_repeats_a_secret() -> None:
    almost = TOKEN.replace(":", ";")
    assert almost not in " ".join(refused({"BOT_TOKEN": almost, "WEBHOOK_SECRET": "hush"}))


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these modes")
def test_a_file_with_a_token_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"BOT_TOKEN={TOKEN}\n", encoding="utf-8")
    file.chmod(0o644)
    assert refused({}, file) == [
        f"{file} holds a secret and everybody on this machine can read it. Run: chmod 600 {file}"
    ]
    file.chmod(0o600)
    assert load_settings({}, file).bot_token.get_secret_value() == TOKEN
    file.write_text("BOT_TOKEN=\nDESK_LANGUAGE=zh\n", encoding="utf-8")
    file.chmod(0o644)
    assert load_settings({}, file).desk_language == "zh"


def test_a_misspelt_name_in_the_file_is_pointed_out_and_foreign_ones_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DESK_TIMEZON=UTC\nCOMPOSE_FILE=x\n", encoding="utf-8")
    assert refused({}, file) == ["DESK_TIMEZON in .env is no setting; DESK_TIMEZONE is one."]


def test_the_example_file_explains_every_setting_and_nothing_else() -> None:
    text = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")
    explained = re.findall(r"^# .+[.:] ?.*\n([A-Z_]+)=$", text, flags=re.MULTILINE)
    assert sorted(explained) == sorted(NAMES)
    assert sorted(explained) == sorted(re.findall(r"^([A-Z_]+)=", text, flags=re.MULTILINE))


def test_the_example_file_as_it_stands_gives_the_defaults() -> None:
    example = Path(__file__).parents[2] / ".env.example"
    assert load_settings({}, example) == load_settings({}, NOWHERE)


def test_settings_can_be_made_directly_in_tests() -> None:
    assert Settings(data_dir=Path("x")).database_url == "sqlite:///x/desk.sqlite"


def test_the_local_token_has_the_shape_of_a_real_one() -> None:
    assert redact(LOCAL_TOKEN) == "<token>"


def test_a_mail_server_needs_a_sender_and_privacy() -> None:
    with pytest.raises(SettingsRefused, match="MAIL_FROM"):
        load_settings({"SMTP_HOST": "mail.example"}, Path("no.env"))
    open_way = {"SMTP_HOST": "mail.example", "MAIL_FROM": "desk@x.example", "SMTP_SECURITY": "none"}
    with pytest.raises(SettingsRefused, match="this machine only"):
        load_settings(open_way, Path("no.env"))


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587), ("", 587)])
def test_the_port_of_the_mail_server_follows_its_security(security: str, port: int) -> None:
    given = {"SMTP_HOST": "mail.example", "MAIL_FROM": "desk@x.example", "SMTP_SECURITY": security}
    assert load_settings(given, Path("no.env")).smtp_port == port


def test_quiet_hours_are_two_times() -> None:
    assert load_settings({"QUIET_HOURS": "22:00 - 7:00"}, Path("no.env")).quiet_hours == "22:00-07:00"
    with pytest.raises(SettingsRefused, match="QUIET_HOURS must be two times"):
        load_settings({"QUIET_HOURS": "at night"}, Path("no.env"))


def test_papers_speak_the_language_of_the_desk_unless_told_otherwise() -> None:
    assert load_settings({}, NOWHERE).paper_language == ""
    assert load_settings({"PAPER_LANGUAGE": "Both"}, NOWHERE).paper_language == "both"
    assert refused({"PAPER_LANGUAGE": "fr"}) == ["PAPER_LANGUAGE must be en, zh or both, not 'fr'."]


def test_bookkeeping_s_accounts_are_named_one_by_one_and_the_others_keep_their_defaults() -> None:
    settings = load_settings({"JOURNAL_ACCOUNTS": "returns=8200, customers = 1400"}, NOWHERE)
    assert settings.journal_accounts == Accounts(returns="8200", customers="1400")
    for wrong in ("returns", "sales=8200", "returns=", "returns=" + "9" * 21):
        with pytest.raises(SettingsRefused, match="JOURNAL_ACCOUNTS must be accounts such as"):
            load_settings({"JOURNAL_ACCOUNTS": wrong}, NOWHERE)
