"""The page served until it is told to stop: on this computer alone, or to the office's network over TLS."""

import asyncio
import errno
import ipaddress
import os
import socket
import threading
import webbrowser
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from uvicorn.protocols.http.h11_impl import H11Protocol

from flows.desk.guard import KEY, OFFICE, Keys
from flows.desk.office import Office
from flows.desk.site import desk
from flows.telling.bar import say
from flows.telling.words import words
from output.formats.files import make_folder, replace_file
from output.store.book import FOLDER, Book
from transforms.errors.desk import CertificateError, NobodyMayEnterError

_LOOPBACK, _EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - the office's network, with TLS and logins
_PORT, _PATIENCE, _MOST_AT_ONCE = 8443, 2, 300
#: Of all connections no place has more than a third; each asks for something within so many seconds, or twice that,
#: and has read what it asked for within so many times as long.
_MOST_OF_PLACE, _ASKS_WITHIN, _READS_WITHIN = 100, 10, 30
_CERTIFICATE, _DAYS, _RENEWED_BEFORE = "certificate.pem", 397, timedelta(days=30)


class Door(socket.socket):
    """Where connections come in. Of one place no more than its share, of all no more than the page answers: who says
    nothing, not even how to encrypt, is counted from the first moment."""

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection; raises ConnectionAbortedError for one too many, of which nothing is heard again."""
        came, address = super().accept()
        self._held = {held: place for held, place in getattr(self, "_held", {}).items() if held.fileno() != -1}
        if len(self._held) >= _MOST_AT_ONCE or list(self._held.values()).count(address[0]) >= _MOST_OF_PLACE:
            came.close()
            raise ConnectionAbortedError
        self._held[came] = address[0]
        return came, address


class Loop(asyncio.SelectorEventLoop):
    """Asks ``Door`` for connections on every system, and waits for nobody who does not say how to encrypt."""

    async def create_server(self, *given: Any, **named: Any) -> asyncio.Server:
        """As asyncio has it."""
        if named.get("ssl"):
            named["ssl_handshake_timeout"] = _ASKS_WITHIN
        made: asyncio.Server = await super().create_server(*given, **named)
        return made


class Line(H11Protocol):
    """One connection. Whoever says nothing on one, or does not read the answer, does not hold it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It stands."""
        super().connection_made(transport)
        self._told: object = self
        self._unread, self._looks = 0, 0
        self._look()

    def _look(self) -> None:
        """It ends where nothing was asked or read since the last look, or an answer is read a letter at a time."""
        if self.transport.is_closing():
            return
        unread, is_idle = self.transport.get_write_buffer_size(), self.cycle is None or self.cycle.response_complete
        self._looks = self._looks + 1 if unread else 0
        is_unread = unread and (unread == self._unread or self._looks > _READS_WITHIN)
        if is_unread or (is_idle and self._told is self.cycle):
            self.transport.abort()
            return
        self._told, self._unread = self.cycle if is_idle else self, unread
        self.loop.call_later(_ASKS_WITHIN, self._look)


class Page:
    """The page of an office at its ``address``, from now on; a browser of this computer is ``opened_with`` another.

    With ``is_lan`` others of the network ask for it, over TLS, by the names of this computer and of the
    ``certificate`` (a file with it and its key; '' for one of our own). Raises NobodyMayEnterError before somebody of
    사무국 may log in, and CertificateError.
    """

    def __init__(self, office: Office, *, is_lan: bool = False, certificate: str = "") -> None:
        book = Book(office.data)
        if is_lan and OFFICE not in {role for role, _ in book.users().values()}:
            raise NobodyMayEnterError()
        self._listening = _listen(is_lan)
        port = self._listening.getsockname()[1]
        keys = Keys(lambda name: book.users().get(name)) if is_lan else Keys()
        names, secured, self.fingerprint = _own_names() if is_lan else [_LOOPBACK, "localhost"], None, ""
        if is_lan:
            secured = Path(certificate) if certificate else _made(office.data / FOLDER / _CERTIFICATE, names)
            told = _read(secured)
            self.fingerprint = told.fingerprint(hashes.SHA256()).hex(":").upper()
            names = list(dict.fromkeys([*_names_in(told), *names]))
        at = names[0] if is_lan else _LOOPBACK
        self.address = f"https://{at}:{port}/" if is_lan else f"http://{at}:{port}/?{KEY}={keys.secret}"
        self.opened_with = self.address.replace(keys.secret, keys.once())
        # Nothing is logged: an address may say what was looked for. A page that listens to a run is not waited for.
        config = uvicorn.Config(
            desk(office, keys, [f"{name}:{port}" for name in names]),
            log_config=None,
            access_log=False,
            log_level="critical",
            lifespan="off",
            http=Line,
            ws="none",
            # Nobody stands between: what a request says of where it came from is whatever its sender liked.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
            limit_concurrency=_MOST_AT_ONCE,
            ssl_certfile=secured,
        )
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Until it is told to stop."""
        # uvicorn would take whichever loop is there.
        with self._listening, suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(self._server.serve(sockets=[self._listening]))

    def __enter__(self) -> "Page":
        """It stands beside what else this process does."""
        self._beside = threading.Thread(target=self.run, daemon=True)
        self._beside.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._beside.join(2 * _PATIENCE)

    def tell(self) -> None:
        """Where it stands, and who may open it there."""
        said = words("desk")
        which = "open_lan" if self.fingerprint else "open"
        say(said[which].format(address=self.address, fingerprint=self.fingerprint))


def serve(office: Office, *, is_opened: bool, is_lan: bool = False, certificate: str = "") -> None:
    """The page stands at an address that is printed, until it is told to stop; a browser opens it where asked."""
    page = Page(office, is_lan=is_lan, certificate=certificate)
    page.tell()
    if is_opened:
        webbrowser.open(page.opened_with)
    page.run()
    say(words("desk")["stopped"])


def _listen(is_lan: bool) -> Door:
    """On a port that stays the same for tablets where it is free; else on any."""
    for port in (_PORT, 0) if is_lan else (0,):
        with suppress(OSError), socket.create_server((_EVERYWHERE if is_lan else _LOOPBACK, port)) as made:
            return Door(made.family, made.type, made.proto, made.detach())
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


def _own_names() -> list[str]:
    """By what others of the network may call this computer, the likeliest first."""
    name = socket.gethostname()
    addresses = list[str]()
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: the system only says by which of its addresses it would be.
        probe.connect(("192.0.2.1", 9))
        addresses.append(probe.getsockname()[0])
    with suppress(OSError):
        addresses += [str(each[4][0]) for each in socket.getaddrinfo(name, None, socket.AF_INET)]
    return list(dict.fromkeys([*addresses, name, f"{name}.local", "localhost", _LOOPBACK]))


def _made(path: Path, names: Iterable[str]) -> Path:
    """A certificate of our own for these names with its key, made anew before it ends or where a name is new."""
    with suppress(CertificateError):
        told = _read(path)
        if set(names) <= set(_names_in(told)) and told.not_valid_after_utc > datetime.now(UTC) + _RENEWED_BEFORE:
            return path
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sdgnet")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    make_folder(path.parent, private=True)
    replace_file(path, private + certificate.public_bytes(serialization.Encoding.PEM), private=True)
    return path


def _read(path: Path) -> x509.Certificate:
    """The certificate in a file that holds its key too; raises CertificateError."""
    try:
        content = path.read_bytes()
        serialization.load_pem_private_key(content[content.find(b"-----BEGIN") :], None)
        return x509.load_pem_x509_certificate(content)
    except (OSError, ValueError, TypeError) as error:
        raise CertificateError(path=path, detail=os.strerror(e) if (e := getattr(error, "errno", 0)) else "") from None


def _names_in(certificate: x509.Certificate) -> list[str]:
    """The names and addresses that it is for; of a name for many none."""
    try:
        told = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    names = told.get_values_for_type(x509.DNSName)
    return [*(name for name in names if "*" not in name), *map(str, told.get_values_for_type(x509.IPAddress))]


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
