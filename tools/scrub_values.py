"""Makes values that a log must not show: each with the checksum that its standard asks for, none from real life.

Every function takes a `random.Random` and returns one value. Nothing here knows how Lectern finds such values; the
rules are those of the standards named beside each.
"""
import string
import textwrap

DIGITS = string.digits
ALNUM = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase
FIRST = "anna ben carla david emma farid grace hugo ines jonas kofi lena marco nadia olga paul rosa sven tariq uma".split()
LAST = "adler brown costa duval eriksen fischer garcia huber ivanov jansen kaya lopez moreau nowak okafor petit".split()
NATIVE = ["josé.núñez", "jürgen.müller", "françois.lefèvre", "łukasz", "søren.ærø", "日本.太郎", "иван.петров", "δημήτρης"]
DOMAINS = (
    "example.com mail.example.org example.co.uk firma-beispiel.de exemple.fr voorbeeld.nl sub.domain.example.net "
    "correo.es posta.it uni-x.edu startup.io company.travel a.museum bücher.example xn--bcher-kva.example long-name.agency"
).split()


def pick(rng, alphabet, count):
    return "".join(rng.choices(alphabet, k=count))


def email(rng):
    first, last = rng.choice(FIRST), rng.choice(LAST)
    local = rng.choice(
        [
            f"{first}.{last}",
            f"{first}{rng.randrange(1950, 2012)}",
            f"{first[0]}{last}",
            f"{first}+{rng.choice(['news', 'lectern', '2024', 'a-b'])}",
            f"{first}_{last}",
            f"{first}-{last}",
            f"{first.upper()}.{last.title()}",
            f"{rng.randrange(10**6, 10**9)}",
            "o'" + last,
            rng.choice(NATIVE),
            f"{first[0]}",
            f"no-reply%{last}",
        ]
    )
    return f"{local}@{rng.choice(DOMAINS)}"


def luhn_digit(digits):
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return str(-total % 10)


def card_digits(rng):
    prefix, length = rng.choice(
        [("4", 16), ("4", 16), ("4", 19), ("51", 16), ("53", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15)]
        + [("37", 15), ("6011", 16), ("65", 16), ("36", 14), ("305", 14), ("3528", 16), ("3589", 16), ("62", 16)]
        + [("5018", 16), ("6759", 16), ("6304", 18)]
    )
    digits = prefix + pick(rng, DIGITS, length - len(prefix) - 1)
    return digits + luhn_digit(digits)


def card(rng):
    digits = card_digits(rng)
    if len(digits) == 15:
        groups = [digits[:4], digits[4:10], digits[10:]]
    elif len(digits) == 14:
        groups = [digits[:4], digits[4:10], digits[10:]]
    else:
        groups = textwrap.wrap(digits, 4)
    return rng.choice(["", "", " ", "-"]).join(groups)


# Length of the part after country and check digits, and its alphabet: IBAN registry (ISO 13616).
IBAN_FORMS = {
    "DE": "n18", "FR": "n10c11n2", "NL": "a4n10", "GB": "a4n14", "ES": "n20", "IT": "a1n10c12", "BE": "n12", "CH": "n5c12",
    "AT": "n16", "PL": "n24", "NO": "n11", "MT": "a4n5c18", "SE": "n20", "PT": "n21", "IE": "a4n14", "DK": "n14",
}


def iban(rng):
    country = rng.choice(sorted(IBAN_FORMS))
    form, body = IBAN_FORMS[country], ""
    while form:
        kind, count = form[0], ""
        form = form[1:]
        while form and form[0].isdigit():
            count, form = count + form[0], form[1:]
        body += pick(rng, {"n": DIGITS, "a": UPPER, "c": DIGITS + UPPER}[kind], int(count))
    value = int("".join(str(int(c, 36)) for c in body + country + "00"))
    text = f"{country}{98 - value % 97:02}{body}"
    style = rng.randrange(10)
    if style < 4:
        return " ".join(textwrap.wrap(text, 4))
    return text.lower() if style == 4 else text


def ssn(rng):
    """Social Security Administration: area not 000, 666 or 9xx, group not 00, serial not 0000."""
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03}-{rng.randrange(1, 100):02}-{rng.randrange(1, 10000):04}"


def nino(rng):
    """HMRC manual NIM39110."""
    while True:
        prefix = pick(rng, "ABCEGHJKLMNOPRSTWXYZ", 2)
        if prefix[1] != "O" and prefix not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"):
            break
    digits, suffix = pick(rng, DIGITS, 6), rng.choice("ABCD")
    return rng.choice([prefix + digits + suffix, f"{prefix} {digits[:2]} {digits[2:4]} {digits[4:]} {suffix}"])


def german_tax_id(rng):
    """Eleven digits, one of the first ten twice or thrice; ISO 7064 MOD 11,10."""
    while True:
        digits = rng.sample(DIGITS, 10)
        digits[rng.randrange(10)] = digits[rng.randrange(10)]
        if digits[0] != "0" and len(set(digits)) == 9:
            break
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    text = "".join(digits) + str((11 - product) % 10)
    return rng.choice([text, f"{text[:2]} {text[2:5]} {text[5:8]} {text[8:]}"])


def french_nir(rng):
    """INSEE: 13 digits and 97 minus their remainder; Corsica counts as 19 and 18."""
    sex, year, month = rng.choice("12"), f"{rng.randrange(100):02}", f"{rng.randrange(1, 13):02}"
    department = rng.choice([f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B"])
    commune, order = f"{rng.randrange(1, 990):03}", f"{rng.randrange(1, 1000):03}"
    number = int((sex + year + month + department + commune + order).replace("2A", "19").replace("2B", "18"))
    parts = [sex, year, month, department, commune, order, f"{97 - number % 97:02}"]
    return rng.choice(["", " "]).join(parts)


def spanish_id(rng):
    """Ministerio del Interior: letter 23."""
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    if rng.random() < 0.3:
        prefix, digits = rng.choice("XYZ"), pick(rng, DIGITS, 7)
        letter = letters[int(str("XYZ".index(prefix)) + digits) % 23]
        return rng.choice([prefix + digits + letter, f"{prefix}-{digits}-{letter}"])
    digits = pick(rng, DIGITS, 8)
    return digits + rng.choice(["", "", "-"]) + letters[int(digits) % 23]


ODD = dict(zip(DIGITS + UPPER, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21] + [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20]
               + [11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]))


def codice_fiscale(rng):
    """Decreto ministeriale 12 March 1974."""
    body = pick(rng, "BCDFGLMNPRSTVZ", 6) + pick(rng, DIGITS, 2) + rng.choice("ABCDEHLMPRST")
    body += f"{rng.randrange(1, 29) + rng.choice([0, 40]):02}" + rng.choice("ABCDEFGHIL") + f"{rng.randrange(1, 1000):03}"
    total = sum(ODD[c] if place % 2 == 0 else int(c) if c.isdigit() else ord(c) - 65 for place, c in enumerate(body))
    return body + UPPER[total % 26]


def bsn(rng):
    """The eleven test: weights 9 to 2, then -1."""
    while True:
        digits = pick(rng, "123456789", 1) + pick(rng, DIGITS, 7)
        last = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1))) % 11
        if last < 10:
            return digits + str(last)


def phone(rng):
    """ITU-T E.164, and how the countries' numbering plans write their numbers at home."""
    d = lambda count: pick(rng, DIGITS, count)
    area, exchange = rng.choice("23456789") + d(2), rng.choice("23456789") + d(2)
    return rng.choice(
        [
            f"+1{area}{exchange}{d(4)}", f"+1 {area} {exchange} {d(4)}", f"+1-{area}-{exchange}-{d(4)}",
            f"({area}) {exchange}-{d(4)}", f"{area}-{exchange}-{d(4)}", f"{area}.{exchange}.{d(4)}",
            f"+49 30 {d(8)}", f"+49 (0)89 {d(6)}", f"+4915{d(9)}", f"0049 171 {d(7)}", f"+44 20 7{d(3)} {d(4)}",
            f"+447{d(9)}", f"07{d(3)} {d(6)}", f"020 7{d(3)} {d(4)}", f"+33 6 {d(2)} {d(2)} {d(2)} {d(2)}",
            f"06 {d(2)} {d(2)} {d(2)} {d(2)}", f"01.{d(2)}.{d(2)}.{d(2)}.{d(2)}", f"+34 6{d(2)} {d(3)} {d(3)}",
            f"+39 3{d(2)} {d(7)}", f"+31 6 {d(8)}", f"+81-3-{d(4)}-{d(4)}", f"+55 11 9{d(4)}-{d(4)}", f"+91 98{d(3)} {d(5)}",
            f"+41 79 {d(3)} {d(2)} {d(2)}", f"+86 13{d(1)} {d(4)} {d(4)}",
        ]
    )


def ipv4(rng):
    while True:
        parts = [rng.randrange(1, 224)] + [rng.randrange(256) for _ in range(3)]
        if parts[0] != 127:
            return ".".join(map(str, parts))


def ipv6(rng):
    """RFC 4291 text forms, from ranges that IANA has given out."""
    group = lambda: f"{rng.randrange(65536):x}"
    start = rng.choice(["2001:db8", "2a02:8070", "2606:4700", "fd12:3456", "2a00:1450"])
    return rng.choice(
        [
            start + "::" + group(),
            start + ":" + ":".join(group() for _ in range(6)),
            start + ":" + group() + "::" + group() + ":" + group(),
            "fe80::" + ":".join(group() for _ in range(4)),
            "::ffff:" + ipv4(rng),
            (start + ":" + ":".join(group() for _ in range(6))).upper(),
        ]
    )
