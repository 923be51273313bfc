"""The hashes of callbacks, against values computed elsewhere."""

import ast
import inspect

import pytest

from smsc.signature import Algorithm, Forged, sign, verify


def test_sha1_is_the_vector_published_by_smscru():
    assert sign(Algorithm.SHA1, "zxc", "123", "text", "234") == "b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd"


def test_md5_is_what_md5sum_says():
    assert sign(Algorithm.MD5, "secret", "1001", "79991234567", "1") == "6a7a58635fd7101f7c589b4f99650ef6"


def test_crc32_is_what_gzip_says():
    assert sign(Algorithm.CRC32, "secret", "1001", "79991234567", "1") == "3489919015"


def test_text_is_signed_as_utf_8_and_bytes_as_they_are():
    assert sign(Algorithm.SHA1, "s", "7", "Привет") == sign(Algorithm.SHA1, "s", b"7", "Привет".encode())
    assert sign(Algorithm.SHA1, "s", "7", "Привет") != sign(Algorithm.SHA1, "s", "7", "Привет".encode("koi8-r"))


@pytest.mark.parametrize(
    ("message", "spelling"),
    [
        (b"1001:79991234567:1", b"3489919015"),
        (b"1001:79991234567:1", b"-805048281"),
        (b"1001:79991234567:1", b"d003f027"),
        (b"1001:79991234567:1", b"D003F027"),
        (b"1:7:134", b"4808915"),
        (b"1:7:134", b"4960d3"),
        (b"1:7:134", b"004960d3"),
    ],
)
def test_crc32_is_believed_in_every_spelling(message, spelling):
    verify(Algorithm.CRC32, ["secret"], spelling, [message])


@pytest.mark.parametrize(
    ("message", "spelling"),
    [
        (b"1001:79991234567:1", b"3489919014"),
        (b"1001:79991234567:1", b"+3489919015"),
        (b"1001:79991234567:1", b"0xd003f027"),
        (b"1001:79991234567:1", b"d003f02"),
        (b"1001:79991234567:1", b""),
        (b"1001:79991234567:1", b"\xff"),
        (b"1:7:134", b"-4290158381"),
    ],
)
def test_a_wrong_crc32_is_a_forgery(message, spelling):
    with pytest.raises(Forged):
        verify(Algorithm.CRC32, ["secret"], spelling, [message])


def test_the_case_of_a_hash_and_blanks_around_it_do_not_matter():
    presented = b" B6F768CE7614D7858CC4A6116F8FFD0DC236A3CD\r\n"

    verify(Algorithm.SHA1, ["zxc"], presented, [b"123:text:234"])


def test_one_of_several_messages_and_secrets_is_enough():
    presented = b"b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd"

    verify(Algorithm.SHA1, ["old", "zxc"], presented, [b"another", b"123:text:234"])


@pytest.mark.parametrize("presented", [None, b"", b"b6f768ce", "б".encode()])
def test_anything_else_is_a_forgery(presented):
    with pytest.raises(Forged, match="sha1"):
        verify(Algorithm.SHA1, ["zxc"], presented, [b"123:text:234"])


def test_signatures_are_compared_in_constant_time_and_in_no_other_way():
    nodes = list(ast.walk(ast.parse(inspect.getsource(verify))))

    compared = [ast.unparse(node) for node in nodes if isinstance(node, ast.Compare)]
    assert compared == ["presented is None"]
    assert [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)].count("hmac.compare_digest") == 1
