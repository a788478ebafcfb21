#!/usr/bin/env python3
"""Writes vectors.json: known answers of the Paillier package, good and bad.

This is a second implementation, in plain integers and without any of the
package's shortcuts, so that an error would have to be made twice. The keys are
known to everybody. Run: python3 vectors.py > vectors.json. The output is the
same every time; a change of it is a change of format and needs a reason.
"""

import hashlib
import json
import random

P1024 = int(
    "e221d01ff82621e3f0ac93b1fa8171e2fb365a777c3fe18311169dfbb91dfffa52ee11cbce7c0e2d901371939fe0fdd4"
    "07c01168fc460982e1fd6b89688216625925dc830286e28fa4ce4ce70d4f32d21c8c6fbba737efacf60bd268b32bb551"
    "eb08efa96e21d503ec23a5a2d33e1f0eca3430e66ef7cc26976c08060be93cab", 16)
Q1024 = int(
    "dd72433b001071f4c781adb3a20ef929d49b70534dd163bcf2937259d1a44ce8e851267e8662c7bfc4b9cf4224c3572a"
    "0f62e01e22865f59bc0235e972d7f95d79d14d1be8ea3b2fd8f933fdd427328f55f42c83dc223cabed53552f08f4534c"
    "cb5f146fe09a1de5fb33ecc1ced859fb0c653dfb33b0f5b317b8bcb3231df34f", 16)
P1536 = int(
    "f773b7c23bafedabb65a6c0c0136d92f82cdc079c345c0a352b2c5caa6a1b88e4b473bab7e29401cd126866efbedfdf8"
    "34bc6de10941044dc21bf66edafa693abae86c2c7d8f3515f5dcac37e0ec996a77aa399b19390a1a8c3c50c84d369893"
    "6470c33fc0462cfd7fb470c70bea5c359c078445042762da397963fd45d7c5e75f0692b4a1fa91eb5c842709edd61d22"
    "e6dd3134664aaf7819f8b77d361144dc6fec776b0db945fafff2cb64fa401e538993ad14085021e1bf910d62cce512af", 16)
Q1536 = int(
    "c084649179fbf4b8826347d499d83129fe85d7db427a92e346faff9db965d1fa963d85c370b47e523b968abd0c9a9ae5"
    "db26d35ef8914a77bc8ea880b3adba633945ac58d543b3656af6426e92cd83bc8fc30239defae4d0aa6a45ff88206d53"
    "ab9d7290f8ab4c8a03473dd1980f4d989ebba2ef1a6d22e345d6ab3f05f9edd2752d1bf842afc37a60c3ec9ba1440884"
    "1dafb41492fdaad97a6a1711a5cab9315f920facbb3bc72fa3f69fb56f0e61f1b533a8e3c14adba8b4eb84f9b374642f", 16)

rng = random.Random(20260101)


def is_prime(n):
    if any(n % q == 0 for q in (2, 3, 5, 7, 11, 13, 17, 19, 23)):
        return False
    s, d = 0, n - 1
    while d % 2 == 0:
        s, d = s + 1, d // 2
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(bits, step=2, start=1):
    """The first prime from a random number of the given length up, start mod step."""
    n = rng.getrandbits(bits) | 3 << bits - 2
    n += (start - n) % step
    while not is_prime(n):
        n += step
    return n


def hexa(v, width):
    return v.to_bytes(width, "big").hex()


def key_bytes(n):
    return n.to_bytes((n.bit_length() + 7) // 8, "big")


def fingerprint(n):
    return hashlib.sha256(b"blindfit/paillier-public-key/v1\0" + key_bytes(n)).hexdigest()


def challenge(n, i):
    width = len(key_bytes(n))
    seed = b"blindfit/paillier-nonce-proof/v1\0" + bytes.fromhex(fingerprint(n)) + key_bytes(n)
    stream, block = b"", 0
    while len(stream) < width + 32:
        stream += hashlib.sha256(seed + i.to_bytes(4, "big") + block.to_bytes(4, "big")).digest()
        block += 1
    return int.from_bytes(stream, "big") % n


def encryptions(p, q):
    n = p * q
    out = []
    for m in (0, 1, n - 1, n // 2, rng.randrange(n), rng.randrange(n)):
        r = rng.randrange(1, n)
        c = (1 + m * n) * pow(r, n, n * n) % (n * n)
        out.append({"m": "%x" % m, "r": "%x" % r, "c": hexa(c, 2 * len(key_bytes(n)))})
    return out


def good_key(name, p, q):
    n = p * q
    phi = (p - 1) * (q - 1)
    roots = [pow(challenge(n, i), pow(n, -1, phi), n) for i in range(7)]
    width = len(key_bytes(n))
    good = "".join(hexa(r, width) for r in roots)
    swapped = "".join(hexa(r, width) for r in [roots[1], roots[0]] + roots[2:])
    zero = hexa(0, width) + good[2 * width:]
    large = hexa(n, width) + good[2 * width:]
    return {
        "name": name, "p": "%x" % p, "n": "%x" % n, "fingerprint": fingerprint(n),
        "encryptions": encryptions(p, q),
        "proofs": [
            {"name": "good", "bytes": good, "fails": ""},
            {"name": "two roots swapped", "bytes": swapped, "fails": "proof"},
            {"name": "a root is 0", "bytes": zero, "fails": "proof"},
            {"name": "a root is n", "bytes": large, "fails": "malformed"},
            {"name": "truncated", "bytes": good[:-2], "fails": "malformed"},
            {"name": "trailing byte", "bytes": good + "00", "fails": "malformed"},
            {"name": "empty", "bytes": "", "fails": "malformed"},
        ],
        "ciphertexts": bad_ciphertexts(p, q),
    }


def bad_ciphertexts(p, q):
    n = p * q
    w = 2 * len(key_bytes(n))
    good = pow(rng.randrange(2, n), n, n * n)
    return [
        {"name": "zero", "bytes": hexa(0, w), "index": 0, "fails": "zero"},
        {"name": "one", "bytes": hexa(1, w), "index": 0, "fails": "one"},
        {"name": "n", "bytes": hexa(n, w), "index": 0, "fails": "unit"},
        {"name": "p", "bytes": hexa(p, w), "index": 0, "fails": "unit"},
        {"name": "multiple of q", "bytes": hexa(q * rng.randrange(p * n), w), "index": 0, "fails": "unit"},
        {"name": "n^2", "bytes": hexa(n * n, w), "index": 0, "fails": "range"},
        {"name": "n^2-1", "bytes": hexa(n * n - 1, w), "index": 0, "fails": "minus one"},
        {"name": "n^2+1", "bytes": hexa(n * n + 1, w), "index": 0, "fails": "range"},
        {"name": "all ones", "bytes": "ff" * w, "index": 0, "fails": "range"},
        {"name": "short", "bytes": hexa(good, w)[2:], "index": -1, "fails": "width"},
        {"name": "long", "bytes": "00" + hexa(good, w), "index": -1, "fails": "width"},
        {"name": "empty", "bytes": "", "index": -1, "fails": "width"},
        {"name": "second is no unit", "bytes": hexa(good, w) + hexa(p * 12345, w), "index": 1, "fails": "unit"},
        {"name": "second is one", "bytes": hexa(good, w) + hexa(1, w), "index": 1, "fails": "one"},
    ]


def exactly(bits, draw):
    """Draws until the number has the given length."""
    while (n := draw()).bit_length() != bits:
        pass
    return n


def bad_keys():
    p, divides = prime(1024), prime(512)
    above = exactly(1536, lambda: prime(1536, step=2 * divides))  # divides above - 1
    unproven = exactly(2048, lambda: divides * above)
    keys = [
        ("1024 bits", exactly(1024, lambda: prime(512) * prime(512)), "length"),
        ("2047 bits", 2**2046 + 1, "length"),
        ("8256 bits", 2**8255 + 1, "length"),
        ("even", P1024 * Q1024 - 1, "even"),
        ("prime", prime(2048), "prime"),
        ("square", p * p, "power"),
        ("cube", exactly(2048, lambda: prime(683)**3), "power"),
        ("32nd power", exactly(2048, lambda: prime(64)**32), "power"),
        ("factor 3", exactly(2048, lambda: 3 * prime(2046)), "small factor"),
        ("factor just below 2^20", exactly(2048, lambda: 1048573 * prime(2028)), "small factor"),
    ]
    return [{"name": name, "n": "%x" % n, "fails": fails} for name, n, fails in keys] + [
        {"name": "p divides q-1", "n": "%x" % unproven, "fails": "proof",
         "proof": "".join(hexa(rng.randrange(1, unproven), 256) for _ in range(7))},
    ]


print(json.dumps({
    "keys": [good_key("2048 bits", P1024, Q1024), good_key("3072 bits", P1536, Q1536)],
    "bad_keys": bad_keys(),
}, indent=1))
