#include "transport/http/testing/tls_files.hpp"

#include <cstdio>
#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace lectern::transport::http::testing {
namespace {

template <auto release>
struct Releases {
    template <class T>
    void operator()(T* thing) const {
        release(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releases<X509_free>>;
using File = std::unique_ptr<std::FILE, Releases<std::fclose>>;

Key make_key() { return Key(EVP_EC_gen("P-256")); }

Certificate self_signed(EVP_PKEY* key) {
    Certificate certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

void write_key(const std::string& path, EVP_PKEY* key) {
    const File file(std::fopen(path.c_str(), "w"));
    PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
}

}  // namespace

TlsFiles::TlsFiles() {
    const auto key = make_key();
    const auto certificate = self_signed(key.get());
    write_key(path("key.pem"), key.get());
    write_key(path("other.pem"), make_key().get());
    const File file(std::fopen(path("certificate.pem").c_str(), "w"));
    PEM_write_X509(file.get(), certificate.get());
}

std::string TlsFiles::path(const std::string& name) const {
    return (folder_.path() / name).string();
}

TlsOptions TlsFiles::options() const {
    return {.certificate_file = path("certificate.pem"), .key_file = path("key.pem")};
}

}  // namespace lectern::transport::http::testing
