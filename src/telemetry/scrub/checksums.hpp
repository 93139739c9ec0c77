#pragma once

#include <string_view>

namespace lectern::telemetry::scrub {

// Each takes a number without separators, letters in upper case, and says whether it can be one:
// its length, its ranges and its checksum. They tell nothing about whether it was ever given out.

/// Payment card: ranges of issuers (ISO/IEC 7812-1) and the digit of Luhn, 12 to 19 digits.
bool is_card_number(std::string_view digits);

/// ISO 13616: length of the country, ISO 7064 MOD 97-10.
bool is_iban(std::string_view text);
/// How long an IBAN of this country (two capitals) is; 0 for countries without.
std::size_t iban_length(std::string_view country);

/// US Social Security number, 9 digits: none of area 000, 666 or 900 to 999, group 00, serial 0000
/// (Social Security Administration, since 25 June 2011).
bool is_us_ssn(std::string_view digits);

/// UK National Insurance number, e.g. QQ123456C: letters as in HMRC's manual NIM39110.
bool is_uk_nino(std::string_view text);

/// German tax id (§ 139b AO), 11 digits: one digit twice or thrice among the first ten, ISO 7064
/// MOD 11,10.
bool is_german_tax_id(std::string_view digits);

/// French NIR (INSEE), 15 characters with 2A and 2B for Corsica: month, key of MOD 97.
bool is_french_nir(std::string_view text);

/// Spanish DNI (8 digits and a letter) or NIE (X, Y or Z, 7 digits and a letter): letter of MOD 23.
bool is_spanish_id(std::string_view text);

/// Italian codice fiscale, 16 characters (decree of 12 March 1974), also with letters for digits.
bool is_codice_fiscale(std::string_view text);

/// Dutch BSN, 9 digits: the eleven test.
bool is_dutch_bsn(std::string_view digits);

}  // namespace lectern::telemetry::scrub
