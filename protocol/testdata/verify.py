#!/usr/bin/env python3
"""A second implementation of what the protocol puts on the wire, from docs/protocol*.md and the standards they name.

It reads vectors.json, computes every answer again and exits with 1 if one differs. Nothing but Python's standard library
is used, so it shares no code with the Go programs. It is written to be read: slow, not constant time, for tests only.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import sys


def label(purpose, *parts):
    return b"blindfit/2/" + purpose.encode() + b"\0" + b"".join(parts)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hkdf_extract(salt, ikm):
    return hmac.new(salt or bytes(32), ikm, hashlib.sha256).digest()


def hkdf_expand(prk, info, size):
    out, block, i = b"", b"", 1
    while len(out) < size:
        block = hmac.new(prk, block + info + bytes([i]), hashlib.sha256).digest()
        out, i = out + block, i + 1
    return out[:size]


def hkdf(secret, info, size=32):
    return hkdf_expand(hkdf_extract(b"", secret), info if isinstance(info, bytes) else info.encode(), size)


# AES-256 (FIPS 197), CTR and GCM (SP 800-38A and D).

def make_sbox():
    box, p, q = [0] * 256, 1, 1
    while True:
        p = p ^ (p << 1) & 0xFF ^ (0x1B if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        q ^= 0x09 if q & 0x80 else 0
        r = lambda s: (q << s | q >> (8 - s)) & 0xFF
        box[p] = q ^ r(1) ^ r(2) ^ r(3) ^ r(4) ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return box


SBOX = make_sbox()
double = lambda a: (a << 1) ^ (0x11B if a & 0x80 else 0)


class AES256:
    def __init__(self, key):
        assert len(key) == 32
        w = [list(key[i:i + 4]) for i in range(0, 32, 4)]
        rcon = 1
        for i in range(8, 60):
            t = list(w[i - 1])
            if i % 8 == 0:
                t = [SBOX[b] for b in t[1:] + t[:1]]
                t[0] ^= rcon
                rcon = double(rcon)
            elif i % 8 == 4:
                t = [SBOX[b] for b in t]
            w.append([a ^ b for a, b in zip(w[i - 8], t)])
        self.keys = [sum(w[4 * r:4 * r + 4], []) for r in range(15)]

    def block(self, data):
        s = [a ^ b for a, b in zip(data, self.keys[0])]
        for r in range(1, 15):
            s = [SBOX[b] for b in s]
            s = [s[(i + 4 * (i % 4)) % 16] for i in range(16)]
            if r < 14:
                out = []
                for c in range(0, 16, 4):
                    col = s[c:c + 4]
                    for i in range(4):
                        a, b, d, e = col[i], col[(i + 1) % 4], col[(i + 2) % 4], col[(i + 3) % 4]
                        out.append(double(a) ^ double(b) ^ b ^ d ^ e)
                s = out
            s = [a ^ b for a, b in zip(s, self.keys[r])]
        return bytes(s)

    def ctr(self, counter, data, bits=128):
        out, mask = b"", (1 << bits) - 1
        for i in range(0, len(data), 16):
            stream = self.block(counter.to_bytes(16, "big"))
            out += bytes(a ^ b for a, b in zip(data[i:i + 16], stream))
            counter = counter & ~mask | (counter + 1) & mask
        return out

    def gcm_open(self, nonce, sealed, aad=b""):
        """Returns the plaintext, or None if the tag is wrong. nonce has 12 bytes."""
        h = int.from_bytes(self.block(bytes(16)), "big")

        def times_h(x):
            z, v = 0, h
            for i in range(127, -1, -1):
                if x >> i & 1:
                    z ^= v
                v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
            return z

        text, tag = sealed[:-16], sealed[-16:]
        pad = lambda b: b + bytes(-len(b) % 16)
        data = pad(aad) + pad(text) + (8 * len(aad)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
        y = 0
        for i in range(0, len(data), 16):
            y = times_h(y ^ int.from_bytes(data[i:i + 16], "big"))
        j0 = int.from_bytes(nonce + b"\0\0\0\1", "big")
        want = bytes(a ^ b for a, b in zip(y.to_bytes(16, "big"), self.block(j0.to_bytes(16, "big"))))
        return self.ctr(j0 + 1, text, 32) if hmac.compare_digest(want, tag) else None


# X25519 (RFC 7748) and Ed25519 (RFC 8032).

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def x25519(k, u):
    k = bytearray(k)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    k, x1 = int.from_bytes(k, "little"), int.from_bytes(u, "little") & 2**255 - 1
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b = (x2 + z2) % P, (x2 - z2) % P
        c, d = (x3 + z3) % P, (x3 - z3) % P
        da, cb = d * a % P, c * b % P
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        aa, bb = a * a % P, b * b % P
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


X_BASE = (9).to_bytes(32, "little")


def ed_add(p, q):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = p, q
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def ed_mul(k, p):
    q = (0, 1, 1, 0)
    while k:
        if k & 1:
            q = ed_add(q, p)
        p, k = ed_add(p, p), k >> 1
    return q


def ed_base():
    y = 4 * pow(5, -1, P) % P
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x & 1:
        x = P - x
    return x, y, 1, x * y % P


ED_BASE, ED_ORDER = ed_base(), 2**252 + 27742317777372353535851937790883648493


def ed_encode(p):
    x, y, z, _ = p
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def ed_secret(seed):
    h = hashlib.sha512(seed).digest()
    a = bytearray(h[:32])
    a[0] &= 248
    a[31] = a[31] & 127 | 64
    return int.from_bytes(a, "little"), h[32:]


def ed_public(seed):
    return ed_encode(ed_mul(ed_secret(seed)[0], ED_BASE))


def ed_sign(seed, message):
    a, prefix = ed_secret(seed)
    public = ed_public(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % ED_ORDER
    big_r = ed_encode(ed_mul(r, ED_BASE))
    k = int.from_bytes(hashlib.sha512(big_r + public + message).digest(), "little") % ED_ORDER
    return big_r + ((r + k * a) % ED_ORDER).to_bytes(32, "little")


def ed_decode(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y & 2**255 - 1
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def ed_verify(public, message, signature):
    a, r, s = ed_decode(public), ed_decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ED_ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ED_ORDER
    return ed_encode(ed_mul(s, ED_BASE)) == ed_encode(ed_add(r, ed_mul(k, a)))


# ML-KEM-768 (FIPS 203).

Q, K = 3329, 3
reverse7 = lambda i: int(f"{i:07b}"[::-1], 2)
ZETAS = [pow(17, reverse7(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * reverse7(i) + 1, Q) for i in range(128)]


def ntt(f):
    f, i, size = list(f), 1, 128
    while size >= 2:
        for start in range(0, 256, 2 * size):
            for j in range(start, start + size):
                t = ZETAS[i] * f[j + size] % Q
                f[j + size], f[j] = (f[j] - t) % Q, (f[j] + t) % Q
            i += 1
        size //= 2
    return f


def inverse_ntt(f):
    f, i, size = list(f), 127, 2
    while size <= 128:
        for start in range(0, 256, 2 * size):
            for j in range(start, start + size):
                t = f[j]
                f[j] = (t + f[j + size]) % Q
                f[j + size] = ZETAS[i] * (f[j + size] - t) % Q
            i -= 1
        size *= 2
    return [x * 3303 % Q for x in f]


def multiply(f, g):
    out = [0] * 256
    for i in range(128):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        out[2 * i], out[2 * i + 1] = (a * c + b * d * GAMMAS[i]) % Q, (a * d + b * c) % Q
    return out


add = lambda f, g: [(a + b) % Q for a, b in zip(f, g)]
sub = lambda f, g: [(a - b) % Q for a, b in zip(f, g)]
compress = lambda f, d: [((x << d) + Q // 2) // Q % (1 << d) for x in f]
decompress = lambda f, d: [(x * Q + (1 << d - 1)) >> d for x in f]


def encode(f, d):
    n = sum(x << d * i for i, x in enumerate(f))
    return n.to_bytes(32 * d, "little")


def decode(b, d):
    n = int.from_bytes(b, "little")
    return [n >> d * i & (1 << d) - 1 for i in range(256)]


def sample_ntt(seed):
    stream, out, i = hashlib.shake_128(seed).digest(3 * 1024), [], 0
    while len(out) < 256:
        a, b, c = stream[i:i + 3]
        i += 3
        for x in (a + 256 * (b % 16), b // 16 + 16 * c):
            if x < Q and len(out) < 256:
                out.append(x)
    return out


def sample_cbd(seed):
    n = int.from_bytes(seed, "little")
    bit = lambda i: n >> i & 1
    return [(bit(4 * i) + bit(4 * i + 1) - bit(4 * i + 2) - bit(4 * i + 3)) % Q for i in range(256)]


prf = lambda s, n: hashlib.shake_256(s + bytes([n])).digest(128)


def kem_matrix(rho):
    return [[sample_ntt(rho + bytes([j, i])) for j in range(K)] for i in range(K)]


def total(polys):
    out = [0] * 256
    for f in polys:
        out = add(out, f)
    return out


def kem_keys(seed):
    """Returns the encapsulation key and what decapsulation needs, from the 64-byte seed d ‖ z."""
    g = hashlib.sha3_512(seed[:32] + bytes([K])).digest()
    rho, sigma = g[:32], g[32:]
    a = kem_matrix(rho)
    s = [ntt(sample_cbd(prf(sigma, i))) for i in range(K)]
    e = [ntt(sample_cbd(prf(sigma, K + i))) for i in range(K)]
    t = [add(total(multiply(a[i][j], s[j]) for j in range(K)), e[i]) for i in range(K)]
    public = b"".join(encode(f, 12) for f in t) + rho
    return public, (s, public, seed[32:])


def kem_encrypt(public, message, coins):
    t = [decode(public[384 * i:384 * i + 384], 12) for i in range(K)]
    a = kem_matrix(public[384 * K:])
    y = [ntt(sample_cbd(prf(coins, i))) for i in range(K)]
    e1 = [sample_cbd(prf(coins, K + i)) for i in range(K)]
    e2 = sample_cbd(prf(coins, 2 * K))
    u = [add(inverse_ntt(total(multiply(a[j][i], y[j]) for j in range(K))), e1[i]) for i in range(K)]
    v = add(add(inverse_ntt(total(multiply(t[i], y[i]) for i in range(K))), e2), decompress(decode(message, 1), 1))
    return b"".join(encode(compress(f, 10), 10) for f in u) + encode(compress(v, 4), 4)


def kem_decapsulate(private, ciphertext):
    s, public, z = private
    u = [decompress(decode(ciphertext[320 * i:320 * i + 320], 10), 10) for i in range(K)]
    v = decompress(decode(ciphertext[320 * K:], 4), 4)
    w = sub(v, inverse_ntt(total(multiply(s[i], ntt(u[i])) for i in range(K))))
    message = encode(compress(w, 1), 1)
    g = hashlib.sha3_512(message + hashlib.sha3_256(public).digest()).digest()
    if kem_encrypt(public, message, g[32:]) == ciphertext:
        return g[:32]
    return hashlib.shake_256(z + ciphertext).digest(32)


# HPKE (RFC 9180) with the hybrid of ML-KEM-768 and X25519 (KEM 0x647a), HKDF-SHA256, AES-256-GCM.

def hybrid_decapsulate(private, encapsulated):
    expanded = hashlib.shake_256(private).digest(96)
    public, kem = kem_keys(expanded[:64])
    ct_m, ct_x = encapsulated[:1088], encapsulated[1088:]
    pk_x = x25519(expanded[64:], X_BASE)
    return hashlib.sha3_256(kem_decapsulate(kem, ct_m) + x25519(expanded[64:], ct_x) + ct_x + pk_x + b"\\.//^\\").digest()


def hpke_open(private, encapsulated, info, sealed):
    suite = b"HPKE" + (0x647A).to_bytes(2, "big") + b"\0\1" + b"\0\2"
    extract = lambda salt, name, ikm: hkdf_extract(salt, b"HPKE-v1" + suite + name + ikm)
    expand = lambda prk, name, data, size: hkdf_expand(prk, size.to_bytes(2, "big") + b"HPKE-v1" + suite + name + data, size)
    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(hybrid_decapsulate(private, encapsulated), b"secret", b"")
    key, nonce = expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)
    return AES256(key).gcm_open(nonce, sealed)


# The protocol.

def leaf(*parts):
    return sha256(b"\0", *parts)


def merkle(leaves):
    if not leaves:
        return bytes(32)
    while len(leaves) > 1:
        pairs = [leaves[i:i + 2] for i in range(0, len(leaves), 2)]
        leaves = [sha256(b"\1", *p) if len(p) == 2 else p[0] for p in pairs]
    return leaves[0]


def canonical(text, fields):
    """Parses canonical JSON with exactly these fields in this order, or returns None."""
    try:
        v = json.loads(text, object_pairs_hook=list, parse_float=lambda _: None, parse_constant=lambda _: None)
    except ValueError:
        return None
    if not isinstance(v, list) or not all(isinstance(p, tuple) for p in v) or [p[0] for p in v] != fields:
        return None
    again = "{" + ",".join(json.dumps(k) + ":" + json.dumps(x, ensure_ascii=False) for k, x in v) + "}"
    return dict(v) if again == text else None


def stream(seed, modulus, count):
    size = (modulus.bit_length() + 7) // 8 + 16
    data = AES256(seed).ctr(0, bytes(size * count))
    return [int.from_bytes(data[i * size:(i + 1) * size], "big") % modulus for i in range(count)]


def words(fingerprint):
    s = sha256(label("words"), fingerprint)
    cons, vow = "bdfghjklmnprstvz", "aiou"
    out = []
    for i in range(5):
        v = s[2 * i] << 8 | s[2 * i + 1]
        out.append(cons[v >> 12] + vow[v >> 10 & 3] + cons[v >> 6 & 15] + vow[v >> 4 & 3] + cons[v & 15])
    return "-".join(out)


failures = passed = 0


def check(name, got, want):
    global failures, passed
    got = got.hex() if isinstance(got, (bytes, bytearray)) else got
    if got == want:
        passed += 1
    else:
        failures += 1
        print(f"{name}: computed {got!r}, the file has {want!r}")


def check_mask(v):
    h = bytes.fromhex
    d, low, high, n = h(v["List"]), h(v["Low"]), h(v["High"]), int(v["Modulus"], 16)
    shared = x25519(h(v["PrivateA"]), x25519(h(v["PrivateB"]), X_BASE))
    seed = hkdf(shared + h(v["Shared"]), label("mask", d, low, high))
    check("mask: pair seed", seed, v["PairSeed"])
    lower = stream(seed, n, 2)
    check("mask: lower adds", [f"{x:x}" for x in lower], v["Lower"])
    check("mask: higher subtracts", [f"{-x % n:x}" for x in lower], v["Higher"])
    reveal = hkdf(h(v["Secret"]), label("reveal seed", d))
    check("mask: reveal seed", reveal, v["Seed"])
    check("mask: commitment", sha256(label("seed commitment", d, low, reveal)), v["Commitment"])
    check("mask: revealed stream", [f"{x:x}" for x in stream(hkdf(reveal, label("reveal", d, low)), n, 2)], v["Reveal"])


def check_trustee_masks(v):
    h = bytes.fromhex
    n = int(v["Modulus"], 16)
    bound = h(v["Training"]) + h(v["Owner"]) + h(v["Trustee"]) + h(v["Encapsulations"]) + bytes([v["Index"]])
    seed = hkdf(h(v["Shared"]), label("trustee seed", bound))
    check("trustee masks: seed", seed, v["Seed"])
    check("trustee masks: tag key", hkdf(h(v["Shared"]), label("trustee tag", bound)), v["TagKey"])
    mask = stream(seed, n, 2)
    check("trustee masks: added to 0 and 1", [f"{mask[0]:x}", f"{(mask[1] + 1) % n:x}"], v["Mask"])
    noise = hkdf(h(v["Noise"]), label("trustee noise", b"\1", h(v["Root"])))
    check("trustee masks: noise", AES256(noise).ctr(0, bytes(48)), v["NoiseStream"])



def check_kem(v, answers):
    public, private = kem_keys(bytes.fromhex(v["Seed"]))
    ciphertext = bytearray.fromhex(v["Encapsulation"])
    check("kem: public key", sha256(public), answers["PublicDigest"])
    check("kem: shared secret", kem_decapsulate(private, bytes(ciphertext)), answers["Shared"])
    ciphertext[100] ^= 1
    check("kem: altered encapsulation", kem_decapsulate(private, bytes(ciphertext)), answers["Byte100Altered"])


def check_signed(v):
    seed, body = bytes.fromhex(v["Seed"]), v["Body"].encode()
    public, signed = ed_public(seed), label(v["Kind"]) + body
    signature = ed_sign(seed, signed)
    text = json.dumps({"kind": v["Kind"], "body": base64.b64encode(body).decode(), "signer": public.hex(),
                       "signature": base64.b64encode(signature).decode()}, separators=(",", ":"))
    check("signed: message", text, v["JSON"])
    check("signed: signature verifies", ed_verify(public, signed, signature), True)
    check("signed: altered body does not", ed_verify(public, signed + b" ", signature), False)
    check("signed: digest", sha256(signed, public, signature), v["Digest"])
    check("signed: frame", len(text).to_bytes(4, "big") + text.encode() + b"ciphertexts", v["Frame"])
    check("signed: body is canonical", canonical(v["Body"], ["training", "time_ms"]) is not None, True)


def check_list(v):
    h = bytes.fromhex
    d = sha256(label("list"), h(v["Training"]), *(x.to_bytes(4, "big") for x in (v["Round"], v["Attempt"], len(v["Owners"]))),
               h(v["Open"]), *(h(o) + h(k) + h(r) for o, k, r in zip(v["Owners"], v["Keys"], v["Roots"])))
    check("list: digest", d, v["List"])
    leaves = [leaf(h(o), h(u)) for o, u in zip(v["Owners"], v["Uploads"])]
    check("list: root", merkle(leaves), v["Root"])
    node = leaves[-1]
    for step in v["PathOfLast"]:
        node = sha256(b"\1", h(step["sibling"]), node) if step["left"] else sha256(b"\1", node, h(step["sibling"]))
    check("list: path of the last upload", node, v["Root"])
    check("list: root of nothing", merkle([]), v["EmptyRoot"])
    check("list: root of a blob", merkle([leaf(b"abc"), leaf(b"def"), leaf(b"gh")]), v["BlobRoot"])


def check_identity(v, sealed):
    h = bytes.fromhex
    training, key, secret = h(v["Training"]), h(v["TrainingKey"]), h(v["Secret"])
    head = training + key + secret
    fragment = base64.urlsafe_b64encode(head + sha256(label("link"), head)[:4]).decode().rstrip("=")
    check("identity: link", v["Facilitator"] + "/join#2." + fragment, v["Link"])
    check("identity: invite id", hkdf(secret, "blindfit/2/invite id", 16), v["InviteID"])
    mac_key = hkdf(secret, "blindfit/2/enrolment")
    mac = hmac.new(mac_key, training + h(v["Identity"]) + b"".join(sha256(v[f].encode()) for f in ("EnvelopeKey", "KEMKey", "Tag")),
                   hashlib.sha256).hexdigest()
    check("identity: enrolment MAC", mac, v["MAC"])
    check("identity: identity", ed_public(bytes([4]) * 32), v["Identity"])
    owner = ed_public(hkdf(h(v["Master"]), "blindfit/2/owner key"))
    check("identity: owner key", owner, v["OwnerKey"])
    line = base64.b32encode(owner + sha256(label("owner key line"), owner)[:4]).decode().rstrip("=").lower()
    check("identity: owner line", "owner1" + line, v["OwnerLine"])
    check("identity: owner words", words(owner), v["OwnerWords"])
    tag = h(sealed["Tag"])
    plain = AES256(hkdf(key, "blindfit/2/tag")).gcm_open(tag[:12], tag[12:], h(v["Identity"])) or b""
    check("identity: tag holds the owner key", plain[:32], v["OwnerKey"])
    body = json.dumps({"training": v["Training"], "identity": v["Identity"]}, separators=(",", ":")).encode()
    check("identity: tag is signed", ed_verify(owner, label("owner key") + body, plain[32:]), True)
    file = h(sealed["File"])
    aes = AES256(hkdf(key, "blindfit/2/training file"))
    check("identity: training file", aes.gcm_open(file[:12], file[12:], h(sealed["Nonce"])), b'{"name":"x"}'.hex())
    check("identity: training file of another manifest", aes.gcm_open(file[:12], file[12:], bytes(32)), None)


def check_envelope(v):
    h = bytes.fromhex
    context = h(v["Training"]) + v["Round"].to_bytes(4, "big")
    box = h(v["Box"])
    key = hpke_open(h(v["Private"]), box[:1120], label("round key", context, h(v["Owner"])), box[1120:])
    check("envelope: box opens", key is not None, True)
    plain = AES256(key or bytes(32)).gcm_open(bytes(12), h(v["Sealed"]), label("weights", context)) or b""
    check("envelope: weights", plain[32:].decode(), v["Weights"])
    check("envelope: commitment", sha256(label("weights commitment", context), plain), v["Commitment"])


def check_pack(v):
    bound, owners, values = int(v["Bound"]), v["Owners"], [int(x) for x in v["Values"]]
    slot = (owners * (2 * bound + 1) - 1).bit_length()
    check("pack: slot bits", slot, v["SlotBits"])
    room = v["ModulusBits"] - 2 - v["CanaryBits"] - owners.bit_length()
    per = min(room // slot, len(values))
    check("pack: values in a ciphertext", per, v["PerCiphertext"])
    texts = []
    for i in range(0, len(values), per):
        text = sum(x + bound << slot * k for k, x in enumerate(values[i:i + per]))
        texts.append(f"{text | 1 << per * slot + v['CanaryBits']:x}")
    check("pack: plaintexts", texts, v["Plaintexts"])


def main():
    v = json.loads(pathlib.Path(__file__).with_name("vectors.json").read_text())
    check_mask(v["mask"])
    check_trustee_masks(v["trustee masks"])
    check_kem(v["kem"], v["kem answers"])
    check_signed(v["signed"])
    check_list(v["list"])
    for text in v["malformed"]["Hellos"]:
        check(f"malformed: {text[:40]!r}", canonical(text, ["training", "time_ms"]), None)
    check_identity(v["identity"], v["sealed"])
    check_envelope(v["envelope"])
    check_pack(v["pack"])
    print(f"{passed} passed, {failures} failed")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
