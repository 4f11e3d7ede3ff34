"""Telemetry off, records lean, loopback direct, in this process and its children; imported before Prefect or GX."""

import atexit
import ipaddress
import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

SETTINGS = {
    # Prefect asks two services of its makers: one from the client, one from the server.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
    # Nothing that holds rows may be stored by the orchestrator; its logs stay on the terminal.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    # What staff read comes from our own log; --debug brings Prefect's back.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
#: Some of Prefect's loggers keep a level of their own, and other libraries' warnings come through its handlers.
HANDLERS = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_HANDLERS_DEBUG_LEVEL": "CRITICAL",
}
_USERS_CHOICE = ("PREFECT_LOGGING_LEVEL", "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", *HANDLERS)
_PROXIES = ("http", "https", "all")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# What every library here understands; httpx, which carries Prefect's requests, stops at any other.
_SCHEMES = ("http", "https", "socks5", "socks5h")
_HOST = re.compile(r"[\w.*-]+(?::\d{1,5})?|[\d.]+/\d+", re.ASCII)
_HOME = "PREFECT_HOME"


def hush() -> None:
    """The environment holds the settings; what the user set otherwise about patience and noise stays.

    No proxy stands between us and this machine; for the world outside they are as the user or the system set them.
    """
    for name, value in (SETTINGS | HANDLERS).items():
        if name in _USERS_CHOICE:
            os.environ.setdefault(name, value)
        else:
            os.environ[name] = value
    _spare_loopback()


def settle_home() -> None:
    """Prefect's home can be written; where the user's own cannot, it is one that goes with this process."""
    home = Path(os.environ.get(_HOME) or "~/.prefect").expanduser()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(bytes(1 << 16))
            probe.flush()
    except (OSError, RuntimeError):
        own = tempfile.mkdtemp(prefix="sdgnet-prefect-")
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        os.environ[_HOME] = own


def _spare_loopback() -> None:
    # Where no variable names a proxy, this asks the system; a variable of ours would keep libraries from asking.
    proxies = getproxies()
    if not any(proxies.get(scheme) for scheme in (*_PROXIES, "no")):
        return
    for scheme in _PROXIES:
        named = _usable(proxies.get(scheme, ""))
        for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
            os.environ.pop(name, None)
            if named:
                os.environ[name] = named
    exceptions = _hosts(proxies.get("no", ""))
    if "*" not in exceptions:
        exceptions += [host for host in _LOOPBACK if host not in exceptions]
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join(exceptions)


def _usable(proxy: str) -> str:
    """The address in words that every library understands; '' for one that none could use.

    >>> _usable("socks://10.0.0.1:1080/"), _usable("proxy:8080"), _usable("direct://")
    ('socks5h://10.0.0.1:1080/', 'http://proxy:8080', '')
    """
    # GNOME writes socks:// and means version 5.
    named = re.sub("^socks(?=://)", "socks5h", proxy.strip(), flags=re.IGNORECASE)
    named = named if "://" in named or not named else f"http://{named}"
    try:
        parts = urlsplit(named)
        is_usable = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return named if is_usable else ""


def _hosts(listed: str) -> list[str]:
    """The hosts that are asked directly, without those at which httpx stops: networks of version 6, words.

    >>> _hosts("localhost, [::1], fe80::/10, 10.0.0.0/8")
    ['localhost', '::1', '10.0.0.0/8']
    """
    hosts = [re.sub(r"^\[([0-9a-fA-F:.]+)\]$", r"\1", each.strip()) for each in re.split("[,;]", listed)]
    return [host for host in hosts if _HOST.fullmatch(host) or _is_version_6(host)]


def _is_version_6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
