#include "app/certificate_expiry.hpp"

#include <cstdio>
#include <initializer_list>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "core/testing/temporary_folder.hpp"

namespace lectern::app {
namespace {

// An unsigned certificate: what it says is read, not believed.
void append_certificate(std::FILE* file, const std::string& end) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_EC_gen("P-256"), &EVP_PKEY_free
    );
    ASN1_TIME_set_string(X509_getm_notBefore(certificate.get()), "20200101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(certificate.get()), end.c_str());
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    PEM_write_X509(file, certificate.get());
}

class CertificateExpiry : public testing::Test {
  protected:
    std::string chain(std::initializer_list<std::string> ends) const {
        const std::string path = (folder_.path() / "chain.pem").string();
        std::FILE* file = std::fopen(path.c_str(), "w");
        for (const std::string& end : ends) append_certificate(file, end);
        std::fclose(file);
        return path;
    }

    TemporaryFolder folder_;
};

TEST_F(CertificateExpiry, IsThatOfTheFirstOfTheChainToExpire) {
    constexpr Timestamp first = std::chrono::sys_days{std::chrono::March / 4 / 2031};
    EXPECT_EQ(certificate_expiry(chain({"20310304000000Z"})), first);
    EXPECT_EQ(certificate_expiry(chain({"20310304000000Z", "20400101000000Z"})), first);
    EXPECT_EQ(certificate_expiry(chain({"20550101000000Z", "20310304000000Z"})), first);
}

TEST_F(CertificateExpiry, IsNothingWithoutACertificateAndLeavesNoError) {
    EXPECT_EQ(certificate_expiry(""), std::nullopt);
    EXPECT_EQ(certificate_expiry(folder_.path() / "missing.pem"), std::nullopt);
    EXPECT_EQ(certificate_expiry(chain({})), std::nullopt);
    EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace lectern::app
