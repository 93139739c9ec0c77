#include "app/certificate_expiry.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace lectern::app {
namespace {

struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
};

std::optional<Timestamp> end_of(const X509& certificate) {
    std::tm end{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &end) != 1) return std::nullopt;
    return std::chrono::time_point_cast<Timestamp::duration>(
        std::chrono::system_clock::from_time_t(::timegm(&end))
    );
}

}  // namespace

std::optional<Timestamp> certificate_expiry(const std::filesystem::path& file) {
    std::optional<Timestamp> first;
    const std::unique_ptr<BIO, Free> bio(BIO_new_file(file.c_str(), "r"));
    while (bio != nullptr) {
        const std::unique_ptr<X509, Free> certificate(
            PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)
        );
        if (certificate == nullptr) break;
        if (const auto end = end_of(*certificate)) first = std::min(first.value_or(*end), *end);
    }
    // The end of the file is an error to the library, which this thread must not meet later on.
    ERR_clear_error();
    return first;
}

}  // namespace lectern::app
