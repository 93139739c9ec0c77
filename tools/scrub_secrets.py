"""Makes keys, tokens and passwords in the forms that their makers publish; none of them opens anything."""
import base64
import hashlib
import hmac
import json
import string
import textwrap
import zlib

from scrub_values import ALNUM, DIGITS, FIRST, LAST, UPPER, pick


def base62_crc(text):
    number, out = zlib.crc32(text.encode()), ""
    alphabet = DIGITS + UPPER + string.ascii_lowercase
    for _ in range(6):
        number, rest = divmod(number, 62)
        out = alphabet[rest] + out
    return out


def lectern_key(rng):
    body = "lk_" + pick(rng, ALNUM, 16) + "_" + pick(rng, ALNUM, 43)
    return body + base62_crc(body)


def github_token(rng):
    secret = pick(rng, ALNUM, 30)
    return "gh" + rng.choice("pousr") + "_" + secret + base62_crc(secret)


def api_key(rng):
    """Forms that the vendors publish for secret scanners."""
    hexadecimal = "0123456789abcdef"
    return rng.choice(
        [
            lambda: lectern_key(rng),
            lambda: github_token(rng),
            lambda: "github_" + "pat_" + pick(rng, ALNUM, 22) + "_" + pick(rng, ALNUM, 59),
            lambda: rng.choice(["AKIA", "ASIA"]) + pick(rng, UPPER + "234567", 16),
            lambda: "xox" + rng.choice("bpa") + f"-{rng.randrange(10**10, 10**12)}-{rng.randrange(10**11)}-" + pick(rng, ALNUM, 24),
            lambda: rng.choice(["sk", "rk"]) + "_" + rng.choice(["live", "test"]) + "_" + pick(rng, ALNUM, rng.choice([24, 99])),
            lambda: "AIza" + pick(rng, ALNUM + "-_", 34) + rng.choice(ALNUM),
            lambda: "glpat-" + pick(rng, ALNUM + "-_", 19) + rng.choice(ALNUM),
            lambda: "npm_" + pick(rng, ALNUM, 36),
            lambda: "SG." + pick(rng, ALNUM, 22) + "." + pick(rng, ALNUM, 43),
            lambda: "sk-" + pick(rng, ALNUM, 48),
            lambda: "hf_" + pick(rng, string.ascii_letters, 34),
            lambda: "shpat_" + pick(rng, hexadecimal, 32),
            lambda: "whsec_" + pick(rng, ALNUM, 32),
        ]
    )()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(rng):
    """RFC 7519 over RFC 7515."""
    head = {"alg": rng.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"}
    if rng.random() < 0.3:
        head["kid"] = pick(rng, ALNUM, 8)
    body = {"sub": pick(rng, ALNUM, 10), "iat": rng.randrange(1_600_000_000, 1_800_000_000), "name": rng.choice(FIRST)}
    parts = [base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (head, body)]
    mac = hmac.new(pick(rng, ALNUM, 8).encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, base64url(mac)])


def opaque_token(rng):
    return rng.choice(
        [
            lambda: pick(rng, ALNUM + "-._~", 38) + rng.choice(ALNUM) + "7",
            lambda: pick(rng, "0123456789abcdef", 40),
            lambda: base64url(rng.randbytes(32)),
            lambda: pick(rng, ALNUM, 22) + "4",
        ]
    )()


def basic_credential(rng):
    return base64.b64encode(f"{rng.choice(FIRST)}:{password(rng)}".encode()).decode()


def password(rng):
    """As people choose them, without quotes, blanks and what URLs and lists use to separate."""
    return rng.choice(
        [
            lambda: rng.choice(FIRST).title() + str(rng.randrange(10, 10000)) + rng.choice("!$%*"),
            lambda: pick(rng, ALNUM + "!$*-_.", 15) + rng.choice(ALNUM),
            lambda: "-".join(rng.choices(LAST, k=4)) + str(rng.randrange(10)),
            lambda: pick(rng, "0123456789abcdef", 32),
            lambda: "p4ss" + pick(rng, ALNUM, 6),
        ]
    )()


def private_key(rng):
    """RFC 7468 around bytes that are no key."""
    label = rng.choice(["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
    body = base64.b64encode(rng.randbytes(rng.choice([121, 370, 1190]))).decode()
    lines = textwrap.wrap(body, 64)
    end = rng.choice(["\\n", " ", ""])
    return end.join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])
