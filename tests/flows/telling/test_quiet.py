"""Loopback is never asked through a proxy, whatever the environment says; the outside is, as set."""

import os

import httpx
import pytest
import requests.utils

from flows.telling.quiet import HANDLERS, SETTINGS, hush, settle_home

NAMES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
SERVER = "http://127.0.0.1:4200/api"


@pytest.fixture
def settled(monkeypatch):
    """The environment after ``hush`` with these variables set."""

    def settle(**variables):
        for name in (*SETTINGS, *HANDLERS, "PREFECT_HOME", *NAMES, *map(str.upper, NAMES)):
            # Set first, so that what the program changes is put back.
            monkeypatch.setenv(name, variables.get(name, ""))
            if name not in variables:
                monkeypatch.delenv(name)
        hush()
        return dict(os.environ)

    return settle


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    "proxy",
    [
        "http://127.0.0.1:9",
        "proxy.example:8080",
        "socks://127.0.0.1:9/",
        "SOCKS://10.0.0.1:1080",
        "socks5://10.0.0.1:1080",
        "socks4://10.0.0.1:1080",
        "http://u:p@ss@proxy.example:3128",
        "http://proxy.example:port",
        "http://[::1",
        "direct://",
        "",
    ],
)
def test_loopback_is_asked_directly(settled, name, proxy):
    for exceptions in ("", "localhost,127.0.0.0/8,::1", "[::1],fe80::/10", "*", "기관.kr; 10.*", "a:b", ".example.org"):
        settled(**{name: proxy, "no_proxy": exceptions})
        # Certificates decide nothing here, and take a third of a second to read.
        with httpx.Client(verify=False) as client:
            for url in (SERVER, "http://localhost:4200", "http://[::1]:4200"):
                assert client._transport_for_url(httpx.URL(url)) is client._transport, (url, exceptions)
        assert requests.utils.get_environ_proxies(SERVER) == {}


def test_the_outside_goes_as_set(settled):
    google = "https://sheets.googleapis.com/v4"
    settled(https_proxy="http://proxy.example:3128", NO_PROXY="intra.example")
    assert (
        requests.utils.select_proxy(google, requests.utils.get_environ_proxies(google)) == "http://proxy.example:3128"
    )
    assert requests.utils.get_environ_proxies("https://intra.example/") == {}
    settled(ALL_PROXY="socks://10.0.0.1:1080/")
    chosen = requests.utils.select_proxy(google, requests.utils.get_environ_proxies(google))
    assert chosen == "socks5h://10.0.0.1:1080/"
    # What speaks it is installed.
    assert requests.Session().get_adapter(google).proxy_manager_for(chosen)


def test_where_no_proxy_is_set_nothing_is_said_of_any(settled):
    assert not [name for name in settled() if name.lower().endswith("_proxy")]


def test_a_home_that_cannot_be_written_is_replaced(settled, tmp_path, monkeypatch):
    settled(PREFECT_HOME=str(tmp_path / "own"))
    settle_home()
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "own")
    (tmp_path / "file").touch()
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "file/below"))
    settle_home()
    assert os.access(os.environ["PREFECT_HOME"], os.W_OK)
    assert str(tmp_path) not in os.environ["PREFECT_HOME"]
