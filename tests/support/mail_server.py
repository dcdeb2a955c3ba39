"""A real SMTP server for tests: takes mails, refuses when told to, speaks TLS and asks for a login."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "desk", "correct horse"


@dataclass
class MailServer:
    """`answers`: what the next mails are answered instead of 250, in turn. `taken`: called in its thread."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    tried: int = 0
    taken: Callable[[], object] | None = None  # before the sender hears so

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tried += 1
        if self.answers:
            return self.answers.pop(0)
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if self.taken is not None:
            self.taken()
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if str(mail["To"]) == address]


def _login(_server: object, _session: object, _envelope: object, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=True)


@contextmanager
def a_mail_server(*, tls: ssl.SSLContext | None = None, starttls: bool = False) -> Iterator[MailServer]:
    """On a free port. With `tls` nothing is taken before the login; `starttls`: only after STARTTLS."""
    server = MailServer()
    more: dict[str, object] = {}
    if tls is not None:
        more = {"authenticator": _login, "auth_required": True, "auth_require_tls": starttls}
        more |= {"tls_context": tls, "require_starttls": True} if starttls else {}
    server.port = _free_port()
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        ssl_context=tls if tls is not None and not starttls else None,
        server_kwargs=more,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _free_port() -> int:
    """The library connects to its own port while it starts, so it has to be known before."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def a_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """For 127.0.0.1: the server's context, and the file a client has to trust."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert
