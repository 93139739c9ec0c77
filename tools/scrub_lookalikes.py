"""Makes what looks like personal data or a secret and is none: all of it stands in real logs and should stay there."""
import base64
import string
import uuid

from scrub_values import ALNUM, DIGITS, card_digits, luhn_digit, pick

HEXADECIMAL = "0123456789abcdef"


def failing_card(rng):
    digits = card_digits(rng)[:-1]
    return digits + str((int(luhn_digit(digits)) + rng.randrange(1, 10)) % 10)


def version(rng):
    a, b, c, d = (rng.randrange(30) for _ in range(4))
    return rng.choice(
        [
            f"v{a}.{b}.{c}", f"v{a}.{b}.{c}.{d}", f"{a}.{b}.{c}-rc{d}", f"version {a}.{b}.{c}.{d}", f"Chrome/{100 + a}.0.{5000 + b}.{c}",
            f"Chrome/{100 + a}.0.0.0", f"release {a}.{b}.{c}", f"{a}.{b}.{c}+build.{d}", f"lectern-{a}.{b}.{c}.tar.gz", f"GLIBC_2.{a}.{b}",
        ]
    )


def timestamp(rng):
    day = f"20{rng.randrange(20, 30)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    time = f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
    return rng.choice(
        [
            f"{day}T{time}.{rng.randrange(1000):03}Z", f"{day} {time},{rng.randrange(1000):03}", f"{day}T{time}+02:00", time,
            f"[24/Nov/2026:{time} +0000]", f"{rng.randrange(1_500_000_000, 1_900_000_000)}", f"{rng.randrange(10**12, 2 * 10**12)}",
            f"{rng.randrange(1_500_000_000, 1_900_000_000)}.{rng.randrange(10**6):06}", f"{rng.randrange(1_500_000_000, 1_900_000_000)}000000000",
            f"Tue, 24 Nov 2026 {time} GMT", f"{day.replace('-', '')}T{time.replace(':', '')}Z", f"{time}:{rng.randrange(60):02}", day,
        ]
    )


def identifier(rng):
    return rng.choice(
        [
            str(uuid.UUID(bytes=rng.randbytes(16), version=4)),
            str(uuid.UUID(bytes=rng.randbytes(16), version=4)).upper(),
            "job_" + pick(rng, HEXADECIMAL, 32),
            "req_" + pick(rng, HEXADECIMAL, 32),
            pick(rng, HEXADECIMAL, 32),
            pick(rng, HEXADECIMAL, 40),
            pick(rng, HEXADECIMAL, 64),
            pick(rng, HEXADECIMAL, 7),
            f"00-{pick(rng, HEXADECIMAL, 32)}-{pick(rng, HEXADECIMAL, 16)}-01",
            "sha256:" + pick(rng, HEXADECIMAL, 64),
            pick(rng, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26),
            pick(rng, ALNUM, 21),
            "lectern_" + pick(rng, string.ascii_lowercase, 8) + "_total",
            "sk_" + pick(rng, string.ascii_lowercase, 6),
        ]
    )


def number(rng):
    d = lambda count: rng.choice("123456789") + pick(rng, DIGITS, count - 1)
    return rng.choice(
        [
            failing_card(rng), d(4), d(6), d(8), d(10), d(12), f"{d(1)},{d(3)},{d(3)}", f"{d(3)}.{d(2)}", f"ORD-{d(10)}", f"#{d(7)}",
            f"{d(2)}-{d(4)}-{d(3)}", f"{d(1)}.{d(6)}e+{d(2)}", f"{d(5)} of {d(6)}", f"-{d(6)}", f"{d(2)}/{d(3)}", f"{d(3)}ms", f"{d(9)} bytes",
            f"0x{pick(rng, HEXADECIMAL, 8)}", f"{d(2)}%", f"{d(3)}-{d(3)}", f"ISBN {d(1)}-{d(3)}-{d(5)}-{d(1)}", f"{d(4)} {d(4)}", f"10.{d(4)}/{d(6)}",
        ]
    )


def network(rng):
    byte = lambda: f"{rng.randrange(256):02x}"
    return rng.choice(
        [
            ":".join(byte() for _ in range(6)), "-".join(byte() for _ in range(6)), f"{rng.randrange(300, 900)}.1.2.3", "127.0.0.1",
            "1.3.6.1.4.1.311.21.8", "std::vector<int>::at", "lectern::telemetry::Log", "a::b", "::1", "10.0.0.0.1", f"localhost:{rng.randrange(10000)}",
            f"0.{rng.randrange(10)}.{rng.randrange(10)}", "http://localhost:8080/v1/search", "https://docs.example.com/a/b#c", "ab:cd:ef", "face::feed",
        ]
    )


def mail_like(rng):
    return rng.choice(
        [
            "@decorator", "@app.route", "user@localhost", "lodash@4.17.21", "@types/node@20.1.0", "icon@2x.png", "alice@", "@", "a@b", "image@sha256:" + pick(rng, HEXADECIMAL, 64),
            "git@github.com:org/repo.git", "java.lang.Object@1b6d3586", "ssh root@host", "foo @ bar.com", "@media print", "x@@y.com", "price @ 3.50",
        ]
    )


def text_like(rng):
    return rng.choice(
        [
            "/var/lib/lectern/index/segments_" + pick(rng, DIGITS, 6), "C:\\\\Users\\\\Public\\\\app.log", "#" + pick(rng, HEXADECIMAL, 6), "src/telemetry/log.cpp:42",
            "data:image/png;base64," + base64.b64encode(rng.randbytes(60)).decode(), base64.b64encode(rng.randbytes(rng.choice([18, 48, 90]))).decode(),
            'etag=W/"' + pick(rng, HEXADECIMAL, 16) + '"', "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101", "cpu_0:93%", "task-1234-abc", "en-US,en;q=0.9",
            "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "----- end of report -----", "bearer of bad news", "Bearer authentication is required",
            "max_tokens=512", "next_page_token is absent", "token_type=bearer", "password is too short", "the secret: patience", "tokens: 1834", "cookie consent shown",
            "eyJ", "basic authentication", "sk-learn", "xox", "AKIA is a prefix", "secret santa", "key=value", "password: required", "authorization failed: expired",
            "PASSWORD_MIN_LENGTH=12", "auth_mode=required", "token expired at noon", "the api key is malformed", "embedding_tokens_total 42", "passwords=3", "secretary=paul",
        ]
    )


def infrastructure(rng):
    """What clusters, clouds and operating systems write about themselves."""
    d = lambda count: pick(rng, DIGITS, count)
    h = lambda count: pick(rng, HEXADECIMAL, count)
    return rng.choice(
        [
            f"arn:aws:iam::{d(12)}:role/reader", f"lectern-{h(9)}-{pick(rng, string.ascii_lowercase + DIGITS, 5)}", f"user@{d(4)}.service", "getty@tty1.service",
            f"ip-10-0-{rng.randrange(256)}-{rng.randrange(256)}.ec2.internal", f"offset={d(11)}",
            f"i-0{h(16)}", f"vol-{h(17)}", f"projects/{d(12)}/zones/eu", f"pid {d(5)}", f"inode {d(8)}", f"v{d(1)}.{d(1)}-{d(2)}-g{h(7)}", "/dev/disk/by-uuid/" + h(8),
            f"topic-{d(1)}@{d(7)}", f"{h(2)} {h(2)} {h(2)} {h(2)} {h(2)} {h(2)} {h(2)} {h(2)}", f"0000:{h(2)}:00.0", f"0x{h(16)}", "kube-dns.kube-system.svc:53",
        ]
    )


def everyday(rng):
    """Numbers of everyday life that belong to nobody."""
    d = lambda count: pick(rng, DIGITS, count)
    return rng.choice(
        [
            f"{rng.randrange(-90, 90)}.{d(6)}, {rng.randrange(180)}.{d(6)}", f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.20{d(2)}", f"ISBN 978-{d(1)}-{d(4)}-{d(4)}-{d(1)}",
            f"EAN 97{d(11)}", "**** **** **** 4242", "card ending in 4242", f"EUR {d(1)}.{d(3)},{d(2)}", f"{d(3)},{d(3)},{d(3)}.{d(2)}", f"IBAN DE{d(2)} is too short",
            f"AB{d(6)}", f"BG{d(6)}A", f"DE{d(9)}", f"case 20{d(2)}-{d(6)}", f"room {d(3)}-{d(2)}", f"{d(3)} {d(3)} {d(3)} rows", f"{d(2)}-{d(2)}-{d(4)}", f"zip {d(5)}-{d(4)}",
            f"10 000 000 of 25 000 000", f"p50=1{d(2)}.{d(3)}", f"RFC {d(4)}", f"1 2 3 4 5 6 7 8 9 10 11 12", f"000-{d(2)}-{d(4)}", f"666-12-{d(4)}", f"invoice 20{d(2)}/{d(6)}",
        ]
    )


LOOKALIKES = {
    "infrastructure": infrastructure, "everyday": everyday,
    "version": version, "timestamp": timestamp, "identifier": identifier, "number": number, "network": network, "mail-like": mail_like, "text-like": text_like,
}
