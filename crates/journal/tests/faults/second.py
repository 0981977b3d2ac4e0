"""The journal's check once more, from the formats alone: RFC 6962, C2SP signed-note, tlog-checkpoint and
tlog-cosignature, RFC 8032. Shares no line with the product. Prints `ok root` or `bad why` for each export of a folder.
"""

import base64
import hashlib
import json
import pathlib
import sys

# Ed25519, RFC 8032 §5.1, on integers.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def times(n, point):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total


def point_of(raw):
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0 and y < P, "no point"
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public, message, signature):
    s = int.from_bytes(signature[32:], "little")
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(point_of(signature[:32]), times(hashed, point_of(public)))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0
    return s < L and same


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(leaves):
    """RFC 6962 §2.1, as it is written there."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha(b"")
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\x01", root_of(leaves[:k]), root_of(leaves[k:]))


def note_of(text, keys, wanted):
    """Size and root of a note that all of `wanted` signed, and who signed at all; a bad signature is an error."""
    body, lines = text.rsplit("\n\n", 1)
    body += "\n"
    signed = set()
    assert lines.endswith("\n"), "a cut note"
    for line in lines[:-1].split("\n"):
        dash, name, value = line.split(" ")
        value = base64.b64decode(value, validate=True)
        assert dash == "\u2014" and name in keys, "an unknown signer"
        kind, public, key_hash = keys[name]
        assert value[:4] == key_hash, "another key"
        message, signature = body.encode(), value[4:]
        if kind == 4:
            seconds, signature = int.from_bytes(value[4:12], "big"), value[12:]
            message = b"cosignature/v1\ntime %d\n" % seconds + message
        assert is_signed(public, message, signature), "a bad signature"
        signed.add(kind)
    origin, size, root = body.split("\n")[:3]
    assert wanted <= signed and origin == "log" and size == str(int(size)), "not signed by all"
    return int(size), base64.b64decode(root, validate=True)


def keys_of(text):
    keys = {}
    for line in text.split():
        name, key_hash, value = line.split("+", 2)
        value = base64.b64decode(value)
        assert sha(name.encode(), b"\n", value)[:4].hex() == key_hash
        keys[name] = (value[0], value[1:], bytes.fromhex(key_hash))
    return keys


def written(line, value):
    assert json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() == line, "not as it is written"


def check(data, keys, witnessed):
    leaves, since, notes, last_note, ended = [], 0, 0, None, False
    lines = data.split(b"\n")
    assert lines.pop() == b"", "a cut line"
    head = json.loads(lines[0])
    written(lines[0], head)
    assert set(head) == {"export"} and set(head["export"]) == {"facts", "notes", "log"}
    assert head["export"]["log"].split("+")[0] == "log" and keys_of(head["export"]["log"])["log"] == keys["log"]
    for line in lines[1:]:
        value = json.loads(line)
        ended = False
        if "checkpoint" in value:
            written(line, value)
            said = value["checkpoint"]
            assert since < len(leaves) and said["size"] == len(leaves), "another size"
            assert said["leaves"] == [leaf.hex() for leaf in leaves[since:]], "another leaf"
            assert said["root"] == root_of(leaves).hex(), "another root"
            since, ended = len(leaves), True
        elif "note" in value:
            written(line, value)
            assert value["hash"] == sha(b"\x00", value["note"].encode()).hex(), "a damaged note"
            size, root = note_of(value["note"], keys, {1})
            assert since == len(leaves) == size != last_note and root == root_of(leaves), "another state was signed"
            notes, last_note, ended = notes + 1, size, True
        else:
            assert value["seq"] == len(leaves) + 1, "a gap"
            leaves.append(sha(b"\x00", line))
            if len(leaves) == witnessed[0]:
                assert root_of(leaves) == witnessed[1], "not what the witness saw"
    assert ended and head["export"]["facts"] == len(leaves) >= witnessed[0], "the end is missing"
    assert head["export"]["notes"] == notes, "a note is missing"
    return root_of(leaves).hex()


def main():
    folder = pathlib.Path(sys.argv[1])
    keys = keys_of((folder / "keys").read_text())
    witnessed = note_of((folder / "witnessed").read_text(), keys, {1, 4})
    for path in sorted(folder.glob("export-*")):
        try:
            print("ok", check(path.read_bytes(), keys, witnessed))
        except Exception as error:  # Whatever goes wrong, the export is not what was written.
            print("bad", type(error).__name__, str(error).replace("\n", " ")[:80])


main()
