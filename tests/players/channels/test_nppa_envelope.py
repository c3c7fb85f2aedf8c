"""The vectors of the interface's specification, reproduced."""

import json
from datetime import date

import pytest

from players.channels.nppa.codes import Remedy, remedy_for
from players.channels.nppa.envelope import BrokenEnvelope, opened, sealed_body, signature
from players.engines.pi import birth_date_of, is_pi
from tests.fakes.nppa import KEY, PI

DATA = (
    "CqT/33f3jyoiYqT8MtxEFk3x2rlfhmgzhxpHqWosSj4d3hq2EbrtVyx2aLj565ZQNTcPrcDipnvpq/D/vQDaLKW70O83Q42zvR0//OfnYLcIjTPMnqa"
    "+SOhsjQrSdu66ySSORCAo"
)
HEADERS = {"appId": "test-appId", "bizId": "test-bizId", "timestamps": "1584949895758"}


def test_the_published_signature_is_reproduced():
    signed = HEADERS | {"id": "test-id", "name": "test-name"}

    sign = signature(KEY, signed, json.dumps({"data": DATA}, separators=(",", ":")).encode())

    assert sign == "386c03b776a28c06b8032a958fbd89337424ef45c62d0422706cca633d8ad5fd"


def test_the_published_text_is_opened():
    assert opened(DATA, KEY) == {"ai": "test-accountId", "name": "用户姓名", "idNum": "371321199012310912"}


def test_what_is_sealed_opens_again_and_never_looks_the_same():
    one, other = sealed_body({"ai": "某"}, KEY), sealed_body({"ai": "某"}, KEY)

    assert one != other
    assert opened(json.loads(one)["data"], KEY) == opened(json.loads(other)["data"], KEY) == {"ai": "某"}


@pytest.mark.parametrize("data", ["", "x", DATA[:-4], "A" + DATA[1:], "AAAA"])
def test_a_text_that_was_changed_does_not_open(data):
    with pytest.raises(BrokenEnvelope):
        opened(data, KEY)


def test_the_signature_of_a_query_is_in_the_order_of_names():
    assert signature("k", {"timestamps": "3", "bizId": "2", "ai": "0", "appId": "1"}) == signature(
        "kai0appId1bizId2timestamps3", {}
    )


def test_pi_tells_the_day_of_birth():
    assert birth_date_of("1hpfml" + "0" * 32) == date(2010, 1, 1)
    assert birth_date_of(PI) == date(1901, 1, 1)
    assert is_pi(PI)


@pytest.mark.parametrize("pi", ["", PI[:-1], PI.upper(), "zzzzzz" + PI[6:], "000000" + PI[6:]])
def test_what_is_no_pi(pi):
    assert not is_pi(pi)


@pytest.mark.parametrize(
    ("codes", "remedy"),
    [
        ([0], Remedy.NONE),
        ([1001, 4001], Remedy.LATER),
        ([1002, 1003, 1004, 1012, 3002, 3003, 3004, 3006, 3007, 3009, 4002, 4003], Remedy.FAULT),
        ([1005, 1008, 1009, 1010, 1011, 9999], Remedy.SLOWLY),
        ([1006], Remedy.PAUSE),
        ([1007], Remedy.CLOCK),
        ([2001], Remedy.REFUSED),
        ([2002], Remedy.QUEUE),
        ([2003], Remedy.ANEW),
        ([2004], Remedy.ASK),
        ([3001], Remedy.EACH),
        ([3005], Remedy.SHIFT),
        ([3008, 3010], Remedy.REVERIFY),
    ],
)
def test_each_code_has_its_remedy(codes, remedy):
    assert [remedy_for(code) for code in codes] == [remedy] * len(codes)
