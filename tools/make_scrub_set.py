#!/usr/bin/env python3
"""Writes the labelled set that `telemetry/scrub` is measured on: log lines with what a scrubber has to find in them.

    make_scrub_set.py OUT.txt [--lines N] [--seed N]

One line of the file is a surrounding's name, a tab, and a log line in which each value to be found stands between
U+0001 kind U+0002 value U+0003. Equal arguments, equal bytes. About a third of the lines hold nothing to be found, and
every line may hold look-alikes beside what is to be found.
"""
import argparse
import json
import pathlib
import random
import urllib.parse

import scrub_secrets as secrets
import scrub_values as values
from scrub_lookalikes import LOOKALIKES


def mark(kind, text):
    return f"\x01{kind}\x02{text}\x03"


def national_id(rng):
    make = rng.choice([values.ssn, values.nino, values.german_tax_id, values.french_nir, values.spanish_id, values.codice_fiscale])
    return mark("national_id", make(rng))


def bsn(rng):
    word = rng.choice(["BSN", "bsn:", "burgerservicenummer", "BSN is", "bsn="])
    return f"{word}{'' if word.endswith('=') else ' '}{mark('national_id', values.bsn(rng))}"


def number_in_context(rng):
    """Plain digits that only the words beside them make a telephone number."""
    digits = rng.choice(["0", "0", "2"]) + values.pick(rng, "123456789", 9)
    word = rng.choice(["phone", "tel.", "Telefon:", "mobile", "téléphone", "call", "teléfono", "Tel:", "phone="])
    return f"{word}{'' if word.endswith('=') else ' '}{mark('phone', digits)}"


def token(rng):
    scheme = rng.choice(["Bearer", "Bearer", "bearer", "Basic", "Token"])
    value = secrets.basic_credential(rng) if scheme == "Basic" else secrets.opaque_token(rng)
    if scheme == "Token":
        return f"Authorization: Token {mark('token', value)}"
    return rng.choice(["Authorization: ", "", "authorization: ", "header "]) + f"{scheme} {mark('token', value)}"


def url_credentials(rng):
    scheme = rng.choice(["https", "postgres", "amqp", "redis", "mongodb+srv", "ftp", "http"])
    user = rng.choice(["admin", "svc-lectern", "anna", "", "root", "user.name"]) if scheme == "redis" else rng.choice(["admin", "svc-lectern", "root"])
    host = rng.choice(["db.internal", "cache-1.example.com:6379", "queue:5672", "localhost"])
    path = rng.choice(["/0", "/v1/items?limit=3", "", "/vhost"])
    return f"{scheme}://{mark('url_credentials', user + ':' + secrets.password(rng).replace('%', '%25'))}@{host}{path}"


KEYS = (
    "password passwd secret client_secret token access_token refresh_token api_key apikey X-API-Key aws_secret_access_key DB_PASSWORD private_key "
    "passphrase session_token csrf_token clientSecret credentials sentry_auth_token webhook-secret sessionid"
).split()


def secret(rng):
    key, value = rng.choice(KEYS), rng.choice([secrets.password, secrets.opaque_token])(rng)
    marked = mark("secret", value)
    if rng.random() < 0.3:
        return less_usual_secret(rng, key, value)
    return rng.choice(
        [
            f"{key}={marked}", f'{key}="{marked}"', f"{key}: {marked}", f'"{key}":"{marked}"', f"'{key}': '{marked}'", f"{key} = {marked}", f"--{key}={marked}",
            f"GET /callback?{rng.choice(['a=1&', ''])}{rng.choice(['token', 'access_token', 'api_key', 'sig', 'code'])}={mark('secret', urllib.parse.quote(value))}&x=2 HTTP/1.1",
            f"Cookie: {mark('secret', 'session=' + values.pick(rng, values.ALNUM, 24) + '; theme=dark')}",
            f"Set-Cookie: {mark('secret', 'sid=' + values.pick(rng, values.ALNUM, 24) + '; HttpOnly; Path=/')}",
        ]
    )


def less_usual_secret(rng, key, value):
    marked = mark("secret", value)
    return rng.choice(
        [
            f"export {key}={marked}", f"<{key}>{marked}</{key}>", f"Server=db;User=app;Password={marked};Timeout=3", f"{key}:\t{marked}",
            f"{{\\\"{key}\\\":\\\"{marked}\\\"}}", f"--password {marked}", f"{key} => '{marked}'", f"{key} := {marked}", f"X-Api-Key: {marked}",
            f"password={mark('secret', ''.join(rng.choices(values.LAST, k=2)))}", f"Passwort: {marked}", f"{key.upper()}={marked}", f"[{key}: {marked}]",
            f"u'{key}': u'{marked}'", f"{key}%3D{marked}",
        ]
    )


def phone(rng):
    value = values.phone(rng)
    if rng.random() < 0.2:
        d = lambda count: values.pick(rng, "123456789", count)
        value = rng.choice([f"1-800-5{d(2)}-{d(4)}", f"+49/30/{d(7)}", f"+4930-{d(7)}", f"+1.{d(3)}.{d(3)}.{d(4)}", f"+420 6{d(2)} {d(3)} {d(3)}", f"+358 40 {d(7)}"])
    return rng.choice(["", "", "", "tel:", "to "]) + mark("phone", value) + rng.choice(["", "", "", " ext. 12"])


def email(rng):
    value = values.email(rng)
    if rng.random() < 0.15:
        other = mark("email", values.email(rng))
        marked = mark("email", value)
        return rng.choice(
            [
                f"[{marked}](mailto:{marked})", f"{other}, {marked}", f"{other};{marked}", f"Anna B. <{marked}>", f"mailto:{marked}?subject=hello",
                f"{marked}'s mailbox", f"smtp;550 <{marked}>...", f"to={other},cc={marked}", mark("email", '"anna b"@example.com'), mark("email", value.upper()),
            ]
        )
    if rng.random() < 0.08 and value.isascii() and "'" not in value and "%" not in value:
        return f"/v1/users?email={mark('email', value.replace('@', '%40'))}&page=2"
    return rng.choice(["", "", "mailto:", "<", "from="]) + mark("email", value)


def ipv4(rng):
    marked = mark("ip", values.ipv4(rng))
    return rng.choice(["{}", "{}", "{}", "{}:8080", "{}/24", "{}-" + mark("ip", values.ipv4(rng)), "http://{}/index.html", "ip={}", "tcp4:{}", "host({})", "for={};proto=https", "{}.in-addr.arpa"]).replace("{}", marked)


def ipv6(rng):
    marked = mark("ip", values.ipv6(rng))
    return rng.choice(["{}", "{}", "{}", "[{}]:443", "{}/64", "http://[{}]:8080/", "ip={}", "addr:{}", "{}: refused"]).replace("{}", marked)


KINDS = {
    "email": [email],
    "phone": [phone, phone, number_in_context],
    "card": [lambda rng: mark("card", values.card(rng))],
    "iban": [lambda rng: mark("iban", values.iban(rng))],
    "national_id": [national_id, national_id, national_id, national_id, national_id, bsn],
    "ip": [ipv4, ipv4, ipv6],
    "token": [token],
    "api_key": [lambda rng: mark("api_key", secrets.api_key(rng))],
    "jwt": [lambda rng: rng.choice(["Bearer ", "Authorization: Bearer ", "", "jwt "]) + mark("jwt", secrets.jwt(rng))],
    "url_credentials": [url_credentials],
    "secret": [secret],
    "private_key": [lambda rng: mark("private_key", secrets.private_key(rng))],
}

# Where a value `{0}` and a look-alike `{1}` may stand; both may hold any character.
PROSE = [
    "user {0} signed in ({1})", "could not deliver to {0}: {1}", "{0}", "{0} {1}", "{1} {0}", "{1}, {0}.", "request {1} came from {0}; retrying", "({0})",
    "Benutzer {0} wurde angelegt, Vorgang {1}", "l'utilisateur {0} n'a pas répondu ({1})", "el usuario {0} no existe: {1}", "l'utente {0} è bloccato. {1}",
    "用户 {0} 登录失败 {1}", "пользователь {0} вошёл, {1}", "χρήστης {0} – {1}", "gebruiker {0} is verwijderd [{1}]", "values: {0} | {1} | done", "got '{0}', wanted {1}",
]
PAIRS = ["level=info item={0} other={1}", "ts={1} msg=\"handled\" value=\"{0}\"", "a={1} detail=\"{0}\" count=3", "{1} INFO worker - subject=[{0}]"]


def as_json(rng, value, alike):
    record = {"timestamp": "2026-11-24T14:37:02.123Z", "level": "info", "message": "item handled", "request_id": "req_" + values.pick(rng, "0123456789abcdef", 32)}
    record[rng.choice(["detail", "subject", "note"])] = "\x04"
    record[rng.choice(["reference", "other"])] = "\x05"
    text = json.dumps(record, ensure_ascii=False, separators=rng.choice([(",", ":"), (", ", ": ")]))
    text = text.replace(json.dumps("\x04")[1:-1], value.replace('"', "'"))
    return text.replace(json.dumps("\x05")[1:-1], alike.replace('"', "'"))


def line(rng, value, alike):
    surrounding = rng.choice(["json", "json", "pairs", "prose", "prose", "url"])
    if surrounding == "json":
        return surrounding, as_json(rng, value, alike)
    if surrounding == "url" and not set(value + alike) & set(" \"'<&?"):
        return surrounding, f"GET https://api.example.com/v1/items/{alike}?q={value}&limit=10 200"
    template = rng.choice(PAIRS if surrounding == "pairs" else PROSE)
    return surrounding if surrounding != "url" else "prose", template.replace("{1}", alike).replace("{0}", value)


def make_lines(count, seed):
    rng = random.Random(seed)
    kinds = sorted(KINDS)
    for number in range(count):
        alike = rng.choice(sorted(LOOKALIKES.items()))[1](rng)
        if number % 3 == 2:
            value = rng.choice(sorted(LOOKALIKES.items()))[1](rng)
        else:
            value = rng.choice(KINDS[kinds[number // 3 % len(kinds)] if number % 3 == 0 else rng.choice(kinds)])(rng)
        yield "\t".join(line(rng, value, alike))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--lines", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=20261124)
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text("".join(text + "\n" for text in make_lines(arguments.lines, arguments.seed)), newline="")


if __name__ == "__main__":
    main()
