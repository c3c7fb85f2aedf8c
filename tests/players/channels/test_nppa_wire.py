"""Limits of one request hold against a system that is slow, talks without end, or sends us elsewhere."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from players.channels.nppa.wire import Limits, NoAnswer, send

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A socket that answers one request as told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            try:
                peer, _address = listening.accept()
                with peer:
                    peer.recv(65536)
                    answer(peer)
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x"
        listening.close()
        thread.join(5)


def drip(peer: socket.socket, beginning: bytes) -> None:
    peer.sendall(beginning)
    ended = threading.Event()
    while not ended.wait(0.02):
        peer.sendall(b"x")


def test_an_answer_is_read():
    with server(lambda peer: peer.sendall(OK)) as url:
        assert send("GET", url, {}) == b"{}"


@pytest.mark.parametrize("status", [b"302 Found\r\nLocation: http://127.0.0.1:1/", b"500 No", b"204 None"])
def test_only_200_is_an_answer_and_no_redirect_is_followed(status):
    head = b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"
    with server(lambda peer: peer.sendall(head)) as url, pytest.raises(NoAnswer, match="status"):
        send("GET", url, {})


def test_more_than_64_kb_are_not_read():
    body = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000
    with server(lambda peer: peer.sendall(body)) as url, pytest.raises(NoAnswer, match="too long"):
        send("GET", url, {})


@pytest.mark.parametrize("beginning", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: ", b""])
def test_the_whole_time_is_bounded_however_slowly_bytes_come(beginning):
    began = time.monotonic()
    with server(lambda peer: drip(peer, beginning)) as url, pytest.raises(NoAnswer):
        send("GET", url, {}, limits=Limits(whole=0.4))

    assert time.monotonic() - began < 3


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[/", "http:///x"])
def test_nobody_there_is_no_answer(url):
    with pytest.raises(NoAnswer):
        send("GET", url, {})


def test_a_certificate_that_nobody_vouches_for_is_no_answer():
    with server(lambda peer: peer.sendall(OK)) as url, pytest.raises(NoAnswer):
        send("GET", url.replace("http:", "https:"), {})
