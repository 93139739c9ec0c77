#include "telemetry/scrub/checksums.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace lectern::telemetry::scrub {
namespace {

// Every single wrong digit is noticed by these checksums: that is what they were made for.
template <class Check>
void expect_no_wrong_digit(std::string_view number, Check check, std::size_t from) {
    ASSERT_TRUE(check(number)) << number;
    for (std::size_t i = from; i < number.size(); ++i) {
        if (number[i] < '0' || number[i] > '9') continue;
        for (char digit = '0'; digit <= '9'; ++digit) {
            if (digit == number[i]) continue;
            std::string wrong(number);
            wrong[i] = digit;
            EXPECT_FALSE(check(wrong)) << wrong;
        }
    }
}

// Numbers for tests that the schemes and authorities themselves publish.
TEST(Checksums, KnowPublishedCards) {
    for (const std::string_view card :
         {"4111111111111111",
          "5555555555554444",
          "378282246310005",
          "6011111111111117",
          "30569309025904",
          "3530111333300000",
          "2223003122003222",
          "6759649826438453",
          "4222222222222"}) {
        EXPECT_TRUE(is_card_number(card)) << card;
    }
    expect_no_wrong_digit("4111111111111111", is_card_number, 0);
}

TEST(Checksums, RefuseCardsThatNobodyIssues) {
    EXPECT_FALSE(is_card_number("0000000000000000"));
    EXPECT_FALSE(is_card_number("1234567890123452"));  // the digit of Luhn is right
    EXPECT_FALSE(is_card_number("41111111111111"));
    EXPECT_FALSE(is_card_number(""));
}

TEST(Checksums, KnowPublishedIbans) {
    for (const std::string_view iban :
         {"DE89370400440532013000",
          "GB29NWBK60161331926819",
          "FR1420041010050500013M02606",
          "NL91ABNA0417164300",
          "NO9386011117947",
          "MT84MALT011000012345MTLCAST001S",
          "ES9121000418450200051332",
          "CH9300762011623852957"}) {
        EXPECT_TRUE(is_iban(iban)) << iban;
    }
    expect_no_wrong_digit("DE89370400440532013000", is_iban, 2);
    EXPECT_FALSE(is_iban("XX89370400440532013000"));
    EXPECT_FALSE(is_iban("DE8937040044053201300"));
}

TEST(Checksums, KnowImpossibleSocialSecurityNumbers) {
    EXPECT_TRUE(is_us_ssn("123456789"));
    for (const std::string_view ssn :
         {"000456789", "666456789", "900456789", "123006789", "123450000", "12345678"})
        EXPECT_FALSE(is_us_ssn(ssn)) << ssn;
}

TEST(Checksums, KnowTheLettersOfNationalInsurance) {
    EXPECT_TRUE(is_uk_nino("AB123456C"));
    for (const std::string_view nino :
         {"DA123456A",
          "AO123456A",
          "BG123456A",
          "ZZ123456A",
          "AB123456E",
          "AB12345C",
          "A1123456C",
          "QQ123456C"})
        EXPECT_FALSE(is_uk_nino(nino)) << nino;
}

TEST(Checksums, KnowGermanTaxIds) {
    expect_no_wrong_digit("86095742719", is_german_tax_id, 0);
    expect_no_wrong_digit("47036892816", is_german_tax_id, 0);
    EXPECT_FALSE(is_german_tax_id("12345678903"));  // no digit comes twice
}

TEST(Checksums, KnowFrenchNumbersWithCorsica) {
    expect_no_wrong_digit("255081416802538", is_french_nir, 1);
    EXPECT_TRUE(is_french_nir("180012A00100161"));
    EXPECT_FALSE(is_french_nir("180012B00100161"));
    EXPECT_FALSE(is_french_nir("255131416802538"));  // no thirteenth month
}

TEST(Checksums, KnowSpanishLetters) {
    expect_no_wrong_digit("12345678Z", is_spanish_id, 0);
    EXPECT_TRUE(is_spanish_id("X1234567L"));
    EXPECT_FALSE(is_spanish_id("X1234567M"));
    EXPECT_FALSE(is_spanish_id("W1234567L"));
}

TEST(Checksums, KnowCodiceFiscaleAlsoWithLettersForDigits) {
    EXPECT_TRUE(is_codice_fiscale("RSSMRA85T10A562S"));
    EXPECT_TRUE(is_codice_fiscale("MRTMTT25D09F205Z"));
    EXPECT_FALSE(is_codice_fiscale("RSSMRA85T10A562T"));
    EXPECT_FALSE(is_codice_fiscale("RSSMRA85F10A562S"));  // no month has an F
    EXPECT_TRUE(is_codice_fiscale("MRTMTT25D09F20RU"));
    EXPECT_TRUE(is_codice_fiscale("MRTMTTNRDLVFNMRW"));
}

TEST(Checksums, KnowTheElevenTest) {
    expect_no_wrong_digit("111222333", is_dutch_bsn, 0);
    EXPECT_FALSE(is_dutch_bsn("000000000"));
}

}  // namespace
}  // namespace lectern::telemetry::scrub
